"""Steps that change brightness only; off by default, the reader was taught on pictures as they come."""

from __future__ import annotations

import cv2
import numpy as np

from .ink import paper_level
from .outcome import Grey, Outcome

_WINDOW_SHARE = 0.025  # of the long side: wider than a stroke, narrower than a shadow
_WHITE = 235.0
_LOW, _HIGH = 0.5, 90.0  # percentiles that become black and paper
_STRENGTH, _PATCH, _SEARCH = 7.0, 5, 11


def flatten(grey: Grey) -> Outcome:
    """Divide by the brightness of the paper, so that it becomes the same everywhere."""
    window = max(15, round(max(grey.shape) * _WINDOW_SHARE))
    level = paper_level(grey, window).astype(np.float32)
    flat = np.clip(grey * (_WHITE / np.maximum(level, 1.0)), 0, 255).round().astype(np.uint8)
    return Outcome(flat, {"window": window, "white": _WHITE})


def contrast(grey: Grey) -> Outcome:
    """Stretch between ink and paper."""
    low, high = (float(v) for v in np.percentile(grey[::3, ::3], (_LOW, _HIGH)))
    span = max(high - low, 32.0)  # a blank page stays blank
    stretched = np.clip((grey.astype(np.float32) - (high - span)) * (_WHITE / span), 0, 255).round().astype(np.uint8)
    return Outcome(stretched, {"low": round(high - span, 1), "high": round(high, 1)})


def denoise(grey: Grey) -> Outcome:
    """Non-local means (Buades et al. 2005)."""
    smooth = cv2.fastNlMeansDenoising(grey, None, _STRENGTH, _PATCH, _SEARCH).astype(np.uint8)
    return Outcome(smooth, {"strength": _STRENGTH, "patch": _PATCH, "search": _SEARCH})
