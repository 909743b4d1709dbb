"""Steps that change brightness only; off by default, the reader was taught on pictures as they come."""

from __future__ import annotations

import cv2
import numpy as np

from .ink import paper_level
from .outcome import Grey, Outcome

_WHITE = 235.0
_PATCH, _SEARCH = 5, 11  # pixels


def flatten(grey: Grey, *, window: float = 0.025) -> Outcome:
    """Divide by the brightness of the paper, so that it becomes the same everywhere. `window`: share of the long side,
    wider than a stroke and narrower than a shadow."""
    pixels = max(15, round(max(grey.shape) * window))
    level = paper_level(grey, pixels).astype(np.float32)
    flat = np.clip(grey * (_WHITE / np.maximum(level, 1.0)), 0, 255).round().astype(np.uint8)
    return Outcome(flat, {"window": pixels, "white": _WHITE})


def contrast(grey: Grey, *, low: float = 0.5, high: float = 90.0) -> Outcome:
    """Stretch between the percentiles `low` and `high`, which become black and paper."""
    black, paper = (float(v) for v in np.percentile(grey[::3, ::3], (low, high)))
    span = max(paper - black, 32.0)  # a blank page stays blank
    stretched = np.clip((grey.astype(np.float32) - (paper - span)) * (_WHITE / span), 0, 255).round().astype(np.uint8)
    return Outcome(stretched, {"low": round(paper - span, 1), "high": round(paper, 1)})


def denoise(grey: Grey, *, strength: float = 7.0) -> Outcome:
    """Non-local means (Buades et al. 2005)."""
    smooth = cv2.fastNlMeansDenoising(grey, None, strength, _PATCH, _SEARCH).astype(np.uint8)
    return Outcome(smooth, {"strength": strength, "patch": _PATCH, "search": _SEARCH})
