"""Bringing pages to one size."""

from __future__ import annotations

import cv2
import numpy as np

from .outcome import Affine, Grey, Outcome


def bring_to_size(grey: Grey, *, long_side: int = 2000) -> Outcome:
    """Scale so that the longer side has so many pixels."""
    scale = long_side / max(grey.shape)
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    mode = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    x, y = grey.shape[1] / size[0], grey.shape[0] / size[1]
    # Pixels are squares whose middles are whole numbers: the corner, not the middle of the first, stays in place.
    move: Affine = np.array([[x, 0.0, (x - 1) / 2], [0.0, y, (y - 1) / 2]])
    return Outcome(cv2.resize(grey, size, interpolation=mode).astype(np.uint8), {"scale": round(scale, 4)}, move)
