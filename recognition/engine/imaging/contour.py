"""Cutting the sheet out along its own outline, where what lies around is darker: also sheets that lie askew or whose
edges are worn, which straight cuts leave with dark corners."""

from __future__ import annotations

import cv2
import numpy as np

from .ink import shrink
from .outcome import Affine, Grey, Outcome

_SIDE = 800
_STROKE = 15  # pixels at the working size: dark things thinner than this are writing on the sheet
_MIN_SHARE = 0.35  # of the picture: a smaller bright area is no sheet
_MIN_STEP = 25.0  # grey levels between the sheet and what is around
_TIGHT = 2  # working pixels that the outline is drawn in


def cut_out(grey: Grey) -> Outcome:
    """The sheet's bounding box; what lies outside its outline is painted in the brightness of the paper."""
    small, scale = shrink(grey, _SIDE)
    sheet = _sheet(small)
    if sheet is None:
        return Outcome(grey, {"found": False})
    left, top, wide, high = (round(v / scale) for v in cv2.boundingRect(sheet))
    box = slice(top, min(top + high, grey.shape[0])), slice(left, min(left + wide, grey.shape[1]))
    mask = cv2.resize(sheet, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)[box] > 127
    cut = grey[box]
    paper = np.uint8(np.percentile(cut[mask][::7], 75))
    move: Affine = np.array([[1.0, 0.0, left], [0.0, 1.0, top]])
    settings: dict[str, object] = {"found": True, "left": left, "top": top, "width": wide, "height": high}
    return Outcome(np.where(mask, cut, paper), settings, move)


def _sheet(small: Grey) -> Grey | None:
    """255 on the largest bright area, holes filled; None where nothing is clearly darker around it."""
    level, bright = cv2.threshold(cv2.medianBlur(small, 5), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    del level
    kernel = np.ones((_STROKE, _STROKE), np.uint8)
    closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    largest = max(contours, key=cv2.contourArea)
    sheet = np.zeros_like(small)
    cv2.drawContours(sheet, [cv2.convexHull(largest)], -1, 255, cv2.FILLED)
    sheet = cv2.erode(sheet, np.ones((2 * _TIGHT + 1, 2 * _TIGHT + 1), np.uint8)).astype(np.uint8)
    inside = sheet > 0
    share = inside.mean()
    if share < _MIN_SHARE or share > 0.99:
        return None
    step = float(np.median(small[inside])) - float(np.median(small[~inside]))
    return sheet if step >= _MIN_STEP else None
