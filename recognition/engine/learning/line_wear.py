"""What time and scanners do to a page: rules, faded and thick ink, shadows, blur, grain, the other side of the leaf."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ..layout.linenet import LINE_HEIGHT

Grey = NDArray[np.uint8]


def wear(picture: Grey, behind: NDArray[np.float32] | None, rng: np.random.Generator) -> Grey:
    """A worn copy of a picture, uint8 (H, W). `behind`: the ink of the other side as shares of brightness, (H, W)."""
    worn = picture
    if rng.random() < 0.15:
        worn = _ruled(worn, rng)
    if rng.random() < 0.15:
        thicker = cv2.erode if rng.random() < 0.6 else cv2.dilate
        worn = thicker(worn, np.ones((2, 2), np.uint8)).astype(np.uint8)
    values = worn.astype(np.float32)
    if behind is not None:
        values *= behind ** rng.uniform(0.15, 0.8)
    if rng.random() < 0.3:
        paper = float(np.percentile(values[::4, ::4], 75))
        values = paper + (values - paper) * rng.uniform(0.25, 1.0)
    if rng.random() < 0.25:
        values = cv2.GaussianBlur(values, (0, 0), rng.uniform(0.5, 1.4)).astype(np.float32)
    if rng.random() < 0.3:
        values *= _shade(values.shape, rng)
    if rng.random() < 0.3:
        values += rng.normal(size=values.shape).astype(np.float32) * rng.uniform(2, 10)
    return np.clip(values, 0, 255).astype(np.uint8)


def _shade(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.float32]:
    corners = rng.uniform(0.45, 1.0, (3, 3)).astype(np.float32)
    return cv2.resize(corners, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC).astype(np.float32)


def _ruled(picture: Grey, rng: np.random.Generator) -> Grey:
    """Rules across, and sometimes down, as of ruled paper and tables."""
    ruled = picture.copy()
    height, width = picture.shape
    tone, thickness = int(rng.uniform(20, 170)), int(rng.integers(1, 3))
    slope = rng.normal() * 0.01
    step = LINE_HEIGHT * rng.uniform(0.6, 1.4)
    for y in np.arange(rng.uniform(0, step), height, step):
        cv2.line(ruled, (0, int(y)), (width, int(y + slope * width)), tone, thickness, cv2.LINE_AA)
    if rng.random() < 0.4:
        for x in rng.uniform(0, width, rng.integers(1, 6)):
            cv2.line(ruled, (int(x), 0), (int(x - slope * height), height), tone, thickness, cv2.LINE_AA)
    return np.minimum(ruled, picture)
