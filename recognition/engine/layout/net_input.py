"""What the line net sees: how dark each pixel is beside the paper and the ink around it, so that faint pencil and black
ink, shadow and light look alike."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .linenet import LINE_HEIGHT

_REDUCE = 8
_NOISE = 5.0  # grey levels; contrast of bare paper stays small


def net_input(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The picture, uint8 (H, W) with lines LINE_HEIGHT high, as float32 (H, W): 0 is the level of its surroundings,
    darker is positive, in units of the contrast within some two lines."""
    height, width = grey.shape
    size = max(1, width // _REDUCE), max(1, height // _REDUCE)
    values = grey.astype(np.float32)
    sigma = LINE_HEIGHT / _REDUCE
    mean = cv2.GaussianBlur(cv2.resize(values, size, interpolation=cv2.INTER_AREA), (0, 0), sigma)
    square = cv2.GaussianBlur(cv2.resize(values * values, size, interpolation=cv2.INTER_AREA), (0, 0), sigma)
    spread = np.sqrt(np.maximum(cv2.GaussianBlur(square - mean * mean, (0, 0), sigma), 0))
    level, contrast = (cv2.resize(m, (width, height), interpolation=cv2.INTER_LINEAR) for m in (mean, spread))
    return ((level - values) / (contrast + _NOISE)).astype(np.float32)
