"""Cutting away what lies around the paper: dark tables, scanner lids, book edges."""

from __future__ import annotations

import cv2
import numpy as np

from .ink import shrink
from .outcome import Affine, Grey, Outcome

_SIDE = 800
#: Dark is what is below this share of the paper's brightness.
_DARK = 0.55
_STROKE = 13  # pixels at the working size; thinner dark things are writing
#: A row or column of which this share is dark is border.
_SHARE = 0.80
_MAX_CUT = 0.40  # of a side: with more, the picture is no page with a border
_MARGIN = 2


def trim(grey: Grey) -> Outcome:
    """Cut off rows and columns at the edges that are dark nearly throughout. Thin dark things are never border."""
    small, scale = shrink(grey, _SIDE)
    left, top, right, bottom = _paper_box(border_mask(small))
    height, width = grey.shape
    box = (
        0 if left == 0 else min(width, round((left + _MARGIN) / scale)),
        0 if top == 0 else min(height, round((top + _MARGIN) / scale)),
        width if right == small.shape[1] else max(0, round((right - _MARGIN) / scale)),
        height if bottom == small.shape[0] else max(0, round((bottom - _MARGIN) / scale)),
    )
    cut = grey[box[1] : box[3], box[0] : box[2]]
    move: Affine = np.array([[1.0, 0.0, box[0]], [0.0, 1.0, box[1]]])
    return Outcome(np.ascontiguousarray(cut), {"left": box[0], "top": box[1], "right": box[2], "bottom": box[3]}, move)


def border_mask(small: Grey) -> Grey:
    """255 on thick dark areas that touch the picture's edge; all 0 where there is no brighter paper."""
    paper = float(np.percentile(small, 80))
    dark = np.where(small < paper * _DARK, np.uint8(255), np.uint8(0))
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (_STROKE, _STROKE))
    # Beyond the edge counts as dark: a narrow border must survive the opening.
    padded = cv2.copyMakeBorder(dark, _STROKE, _STROKE, _STROKE, _STROKE, cv2.BORDER_CONSTANT, value=255)
    thick = cv2.morphologyEx(padded, cv2.MORPH_OPEN, kernel)
    _, labels = cv2.connectedComponents(thick, connectivity=4)
    outside = labels == labels[0, 0]
    return np.where(outside, np.uint8(255), np.uint8(0))[_STROKE:-_STROKE, _STROKE:-_STROKE]


def _paper_box(border: Grey) -> tuple[int, int, int, int]:
    """left, top, right, bottom of what remains; the whole where too much would go."""
    height, width = border.shape
    dark = border > 0
    left, top, right, bottom = 0, 0, width, height
    for _ in range(3):  # cutting the rows raises the share of the columns, and the other way round
        rows = dark[:, left:right].mean(1) >= _SHARE
        top, bottom = _inner(rows, top, bottom)
        columns = dark[top:bottom].mean(0) >= _SHARE
        left, right = _inner(columns, left, right)
    if right - left < width * (1 - _MAX_CUT) or bottom - top < height * (1 - _MAX_CUT):
        return 0, 0, width, height
    return left, top, right, bottom


def _inner(dark: np.ndarray, start: int, end: int) -> tuple[int, int]:
    while start < end - 1 and dark[start]:
        start += 1
    while end > start + 1 and dark[end - 1]:
        end -= 1
    return start, end
