"""Ruled forms, drawn by hand: columns of a register, with writing that differs from page to page."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 1000, 1400
EDGES = (80, 240, 620, 920)  # of the columns, left to right
TOP, BOTTOM = 150, 1300


def form(seed: int, *, titles: bool = True) -> NDArray[np.uint8]:
    """A page of the register, uint8 (HEIGHT, WIDTH), with its own writing."""
    page = np.full((HEIGHT, WIDTH), 235, np.uint8)
    for x in EDGES:
        cv2.line(page, (x, TOP), (x, BOTTOM), 60, 3)
    for y in (TOP, TOP + 80, BOTTOM):
        cv2.line(page, (EDGES[0], y), (EDGES[-1], y), 60, 3)
    if titles:
        for x, title in zip(EDGES, ("No.", "Name of the party", "Sum"), strict=False):
            cv2.putText(page, title, (x + 15, TOP + 50), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 50, 2)
    rng = np.random.default_rng(seed)
    for row in range(14):
        for left, right in pairwise(EDGES):
            xs = np.arange(left + 15, right - 15 - int(rng.integers(0, (right - left) // 2)), 6)
            ys = TOP + 130 + row * 70 + rng.integers(-14, 14, len(xs))
            cv2.polylines(page, [np.stack([xs, ys], 1).astype(np.int32)], False, 80, 2)
    return page


def moved(
    page: NDArray[np.uint8], angle: float, scale: float, shift: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """The page scanned another time, and the 2 × 3 map from the first scan to it."""
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), angle, scale)
    matrix[:, 2] += shift
    return cv2.warpAffine(page, matrix, (WIDTH, HEIGHT), borderValue=235), matrix
