"""Is the picture good enough to be read?"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

MIN_DPI = 150.0
#: Where a file names no resolution: 150 dpi on A5, the smallest usual letter paper.
MIN_LONG_SIDE = 1240
#: Sharpness below which pen strokes have no edge left; see `sharpness`.
MIN_SHARPNESS = 0.20
_SIDE = 1600


def quality_warnings(image: NDArray[np.uint8], dpi: float | None) -> list[str]:
    """Sentences about a picture, uint8 (H, W) or (H, W, 3), that will be read worse than it could be."""
    found = []
    if dpi is not None and dpi < MIN_DPI:
        found.append(f"The scan has {dpi:.0f} dpi, less than {MIN_DPI:.0f}: scan it again at 300 dpi to be read well.")
    elif dpi is None and max(image.shape[:2]) < MIN_LONG_SIDE:
        height, width = image.shape[:2]
        found.append(f"The scan is small ({width} × {height} pixels): scan it again at 300 dpi to be read well.")
    measured = sharpness(image)
    if measured is not None and measured < MIN_SHARPNESS:
        found.append("The scan is blurred: hold the camera still or clean the glass, and scan it again.")
    return found


def sharpness(image: NDArray[np.uint8]) -> float | None:
    """How steep the edges of strokes are: the step from one pixel to the next as a share of the contrast around it,
    the median over the strongest edges, at a long side of 1600 pixels. None where there are no edges."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
    scale = _SIDE / max(grey.shape)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    size = np.ones((9, 9), np.uint8)
    contrast = cv2.dilate(grey, size).astype(np.float32) - cv2.erode(grey, size)
    steps = np.maximum(np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0)), np.abs(cv2.Sobel(grey, cv2.CV_32F, 0, 1))) / 8
    strongest = contrast > max(24.0, float(np.percentile(contrast, 97)) * 0.8)
    if np.count_nonzero(strongest) < 200:
        return None
    share = cv2.dilate(steps, size)[strongest] / contrast[strongest]
    return float(np.median(share))
