"""Which way up? Turned only where the ink says so clearly; a page in doubt stays as it is."""

from __future__ import annotations

import cv2
import numpy as np

from .ink import find_ink, shrink
from .outcome import Affine, Grey, Outcome
from .skew import contrast_of_rows, text_only

_SIDE, _UNIT = 1000, 30
_ANGLES = (-6.0, -4.0, -2.0, 0.0, 2.0, 4.0, 6.0)
#: How much better lines must stand out sideways before a page is turned.
_MIN_SIDEWAYS = 1.8
_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def upright(grey: Grey) -> Outcome:
    """Turn by 90, 180 or 270 degrees clockwise, or not at all."""
    small, _ = shrink(grey, _SIDE)
    ink = text_only(find_ink(small, _UNIT).mask)
    sideways = _lines_stand_out(cv2.rotate(ink, cv2.ROTATE_90_CLOCKWISE).astype(np.uint8)) / max(
        _lines_stand_out(ink), 1e-9
    )
    degrees = 90 if sideways > _MIN_SIDEWAYS else 0
    settings: dict[str, object] = {"degrees": degrees, "sideways": round(sideways, 2)}
    if not degrees:
        return Outcome(grey, settings)
    turned = cv2.rotate(grey, _TURNS[degrees]).astype(np.uint8)
    return Outcome(turned, settings, turned_to_source(degrees, grey.shape[0], grey.shape[1]))


def turned_to_source(degrees: int, height: int, width: int) -> Affine:
    """From pixels of the picture turned clockwise to those of the (height, width) picture before."""
    if degrees == 90:
        return np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, height - 1.0]])
    if degrees == 180:
        return np.array([[-1.0, 0.0, width - 1.0], [0.0, -1.0, height - 1.0]])
    return np.array([[0.0, -1.0, width - 1.0], [1.0, 0.0, 0.0]])


def _lines_stand_out(ink: Grey) -> float:
    rows, columns = np.nonzero(ink)
    if len(rows) < 500:
        return 0.0
    return max(contrast_of_rows(rows, columns, angle) for angle in _ANGLES)
