"""Printed lines and pages that any reader can read."""

from __future__ import annotations

import cv2
import numpy as np

LINES = ("The lamp is lit", "seeds and bulbs")


def strip(text: str, width: int = 500) -> np.ndarray:
    picture = np.full((64, width), 225, np.uint8)
    cv2.putText(picture, text, (10, 44), cv2.FONT_HERSHEY_COMPLEX, 1.2, 30, 2)
    return picture


def page() -> np.ndarray:
    """LINES on a page of 600 × 400, their baselines at 100 and 200."""
    picture = np.full((400, 600, 3), 225, np.uint8)
    for number, text in enumerate(LINES, 1):
        cv2.putText(picture, text, (40, 100 * number), cv2.FONT_HERSHEY_COMPLEX, 1.2, (30, 30, 30), 2)
    return picture
