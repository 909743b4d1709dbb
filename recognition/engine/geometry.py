"""Polylines and affine maps in page pixels. Arrays of points are float32 of shape (N, 2)."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from .transcription import Point, Polygon

Floats = NDArray[np.float32]


def as_array(points: Iterable[Point]) -> Floats:
    return np.array(list(points), np.float32).reshape(-1, 2)


def as_polygon(points: Floats) -> Polygon:
    """Plain tuples, rounded to a tenth of a pixel."""
    return tuple((round(float(x), 1), round(float(y), 1)) for x, y in points)


def arc_length(line: Floats) -> Floats:
    """Distance along the polyline at each of its points, starting at 0; shape (N,)."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    return np.concatenate([[0.0], np.cumsum(steps)]).astype(np.float32)


def resample(line: Floats, count: int) -> Floats:
    """`count` points at equal distances along the polyline; needs two points that differ."""
    lengths = arc_length(line)
    at = np.linspace(0, lengths[-1], count)
    return np.stack([np.interp(at, lengths, line[:, 0]), np.interp(at, lengths, line[:, 1])], 1).astype(np.float32)


def transform(points: Iterable[Point], matrix: NDArray[np.float64]) -> Polygon:
    """Map points by a 2 × 3 affine matrix."""
    array = as_array(points)
    return as_polygon(array @ matrix[:, :2].T.astype(np.float32) + matrix[:, 2].astype(np.float32))


def bounds(points: Iterable[Point]) -> tuple[float, float, float, float]:
    """left, top, right, bottom."""
    array = as_array(points)
    left, top = array.min(0)
    right, bottom = array.max(0)
    return float(left), float(top), float(right), float(bottom)


def fill(shape: tuple[int, int], polygon: Floats) -> NDArray[np.uint8]:
    """A mask of the given (height, width), 255 inside the polygon."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.round(polygon).astype(np.int32)], 255)
    return mask
