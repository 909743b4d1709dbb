"""Where the ink is: the paper's brightness, and Sauvola's local threshold (Sauvola & Pietikäinen 2000)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

_SAUVOLA_K = 0.22
#: Contrast of the local standard deviation that counts as full, at least: below it, paper grain would become ink.
_MIN_RANGE = 14.0


def shrink(grey: Grey, long_side: int) -> tuple[Grey, float]:
    """The picture at most `long_side` pixels long, and the factor it was scaled by (≤ 1)."""
    scale = min(1.0, long_side / max(grey.shape))
    if scale == 1.0:
        return grey, 1.0
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8), scale


def paper_level(grey: Grey, window: int) -> Grey:
    """Brightness of the paper at each pixel: strokes closed away, then smoothed over `window` pixels. Same shape."""
    step = max(1, window // 12)
    small_size = max(1, grey.shape[1] // step), max(1, grey.shape[0] // step)
    small = cv2.resize(grey, small_size, interpolation=cv2.INTER_AREA)
    size = max(3, window // step) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    smooth = cv2.GaussianBlur(closed, (0, 0), size / 3)
    return cv2.resize(smooth, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def ink_mask(grey: Grey, window: int) -> Grey:
    """255 on strokes, 0 on paper: Sauvola's threshold over `window` pixels, its range that of the page."""
    size = (window | 1, window | 1)
    values = grey.astype(np.float32)
    mean = cv2.boxFilter(values, cv2.CV_32F, size)
    square = cv2.sqrBoxFilter(values, cv2.CV_32F, size)
    deviation = np.sqrt(np.maximum(square - mean * mean, 0))
    full = max(_MIN_RANGE, float(np.percentile(deviation[::4, ::4], 99)))
    threshold = mean * (1 + _SAUVOLA_K * (deviation / full - 1))
    return np.where(values < threshold, np.uint8(255), np.uint8(0))
