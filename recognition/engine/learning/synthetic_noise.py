"""Smooth random curves and fields: coarse normal noise, enlarged. Everything synthetic is made uneven with them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Field = NDArray[np.float32]


def as_field(values: ArrayLike) -> Field:
    """The values as float32; nothing is copied where they are already."""
    return np.asarray(values, np.float32)


def field(shape: tuple[int, int], cell: float | tuple[float, float], rng: np.random.Generator) -> Field:
    """Normal noise of mean 0 and deviation about 1 whose bumps are `cell` pixels (y, x) wide; float32 of `shape`."""
    tall, wide = cell if isinstance(cell, tuple) else (cell, cell)
    grid = (max(2, int(shape[0] / tall) + 2), max(2, int(shape[1] / wide) + 2))
    coarse = rng.standard_normal(grid, dtype=np.float32)
    return as_field(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC))


def curve(length: int, cell: float, rng: np.random.Generator) -> Field:
    """The same in one dimension; shape (length,)."""
    knots = rng.standard_normal((1, max(2, int(length / cell) + 2)), dtype=np.float32)
    return as_field(cv2.resize(knots, (length, 1), interpolation=cv2.INTER_CUBIC)).reshape(length)


def clouds(shape: tuple[int, int], cell: float, octaves: int, rng: np.random.Generator) -> Field:
    """Fields of ever smaller bumps and amounts, summed; deviation about 1."""
    parts = [field(shape, max(1.5, cell / 2**i), rng) * 0.5**i for i in range(octaves)]
    total = np.sum(parts, axis=0, dtype=np.float32)
    return as_field(total / np.sqrt(sum(0.25**i for i in range(octaves))))
