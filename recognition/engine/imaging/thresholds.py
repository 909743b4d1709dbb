"""Black and white: ink 0, paper 255."""

from __future__ import annotations

import cv2
import numpy as np

from .ink_net import ink_probability
from .outcome import Grey, Outcome

_DYNAMIC_RANGE = 128.0  # R of Sauvola and Pietikäinen: the largest spread of 8-bit grey levels


def otsu(grey: Grey) -> Outcome:
    """One threshold for the page, between its two kinds of grey (Otsu 1979)."""
    level, picture = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return Outcome(picture.astype(np.uint8), {"threshold": round(float(level), 1)})


def adaptive(grey: Grey, *, window: int = 41, below: float = 12.0) -> Outcome:
    """Ink is darker by `below` grey levels than the mean of the window around it."""
    mean = cv2.boxFilter(grey, cv2.CV_32F, (window, window), borderType=cv2.BORDER_REPLICATE)
    return Outcome(_black_on_white(grey > mean - below), {"window": window, "below": below})


def sauvola(grey: Grey, *, window: int = 41, k: float = 0.2) -> Outcome:
    """Threshold mean · (1 + k · (spread / 128 - 1)) of the window around each pixel (Sauvola and Pietikäinen 2000)."""
    size, values = (window, window), grey.astype(np.float32)
    mean = cv2.boxFilter(values, cv2.CV_32F, size, borderType=cv2.BORDER_REPLICATE)
    square = cv2.boxFilter(values * values, cv2.CV_32F, size, borderType=cv2.BORDER_REPLICATE)
    spread = np.sqrt(np.maximum(square - mean * mean, 0))
    return Outcome(_black_on_white(values > mean * (1 + k * (spread / _DYNAMIC_RANGE - 1))), {"window": window, "k": k})


def learned(grey: Grey, *, threshold: float = 0.5) -> Outcome:
    """Ink where the shipped net gives it at least this probability."""
    return Outcome(_black_on_white(ink_probability(grey) < threshold), {"threshold": threshold})


def _black_on_white(paper: np.ndarray) -> Grey:
    return np.where(paper, np.uint8(255), np.uint8(0))
