"""Ridges of ink: where smoothed along the writing direction the ink is densest, a line of writing runs.

Anisotropic second derivatives of Gaussians at several slopes, as in Cohen, Dinstein, El-Sana & Kedem (2014); their
crests are traced and the pieces joined.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .canvas import INTERLINE, Canvas, Floats

_SIGMA_ACROSS, _SIGMA_DOWN = 0.85 * INTERLINE, 0.16 * INTERLINE
_SLOPES = tuple(float(s) for s in np.tan(np.radians((-9.0, -6.0, -3.0, 0.0, 3.0, 6.0, 9.0))))
#: A crest starts above the first share of the page's usual crest, and is followed down to the second.
_START, _FOLLOW = 0.35, 0.18
_MIN_RESPONSE = 0.02
_MIN_LENGTH = 0.6 * INTERLINE
_MAX_GAP, _MAX_STEP = 3.0 * INTERLINE, 0.30 * INTERLINE
_MAX_BEND = 0.20  # slope between the facing ends of two pieces that are joined


@dataclass(frozen=True, slots=True)
class Ridge:
    """`x`: int (N,), rising by 1; `y`: float32 (N,), the crest; `strength`: float32 (N,)."""

    x: NDArray[np.int64]
    y: Floats
    strength: Floats


def find_ridges(canvas: Canvas) -> list[Ridge]:
    response = line_response(canvas.weight)
    pieces = _trace(response)
    return _join(pieces)


def line_response(weight: Floats) -> Floats:
    """How much each pixel lies in the middle of a line of writing, float32 (H, W); bands between lines are 0."""
    best = np.zeros_like(weight)
    height, width = weight.shape
    pad = INTERLINE
    padded = cv2.copyMakeBorder(weight, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    for slope in _SLOPES:
        shift = -slope * (width / 2 + pad)
        there = np.array([[1.0, 0.0, 0.0], [slope, 1.0, shift]])
        back = np.array([[1.0, 0.0, 0.0], [-slope, 1.0, -shift]])
        size = (padded.shape[1], padded.shape[0])
        sheared = cv2.warpAffine(padded, there, size, flags=cv2.INTER_LINEAR)
        smooth = cv2.GaussianBlur(sheared, (0, 0), sigmaX=_SIGMA_ACROSS, sigmaY=_SIGMA_DOWN)
        curve = -cv2.Sobel(smooth, cv2.CV_32F, 0, 2, ksize=3) * _SIGMA_DOWN**2 / 4
        level = cv2.warpAffine(curve, back, size, flags=cv2.INTER_LINEAR)
        np.maximum(best, level[pad:-pad, pad:-pad], out=best)
    return best


def _trace(response: Floats) -> list[Ridge]:
    """Crests of the response as pieces that run from left to right."""
    above, below = np.roll(response, 1, 0), np.roll(response, -1, 0)
    crest = (response >= above) & (response > below)
    crest[[0, -1]] = False
    usual = float(np.percentile(response[crest], 80)) if crest.any() else 0.0
    low = max(_FOLLOW * usual, _MIN_RESPONSE)
    crest &= response > low
    thick = cv2.dilate(crest.astype(np.uint8), np.ones((3, 1), np.uint8))
    count, labels = cv2.connectedComponents(thick, connectivity=8)
    rows, columns = np.nonzero(crest)
    owner = labels[rows, columns]
    order = np.lexsort((rows, columns, owner))
    pieces = []
    for part in np.split(order, np.searchsorted(owner[order], np.arange(2, count))):
        if len(part) < _MIN_LENGTH:
            continue
        piece = _one_a_column(columns[part], rows[part], response[rows[part], columns[part]])
        if len(piece.x) >= _MIN_LENGTH and piece.strength.max() > max(_START * usual, 2 * _MIN_RESPONSE):
            pieces.append(piece)
    return pieces


def _one_a_column(x: NDArray[np.int64], y: NDArray[np.int64], strength: Floats) -> Ridge:
    """The strongest crest of each column; columns between are filled in."""
    order = np.lexsort((-strength, x))
    columns, first = np.unique(x[order], return_index=True)
    full = np.arange(columns[0], columns[-1] + 1)
    crest = np.interp(full, columns, y[order][first]).astype(np.float32)
    return Ridge(full, crest, np.interp(full, columns, strength[order][first]).astype(np.float32))


def _join(pieces: list[Ridge]) -> list[Ridge]:
    """Pieces whose facing ends continue one another become one, the best pairs first."""
    pairs = sorted(
        (cost, i, j)
        for i, left in enumerate(pieces)
        for j, right in enumerate(pieces)
        if i != j and (cost := _distance(left, right)) is not None
    )
    following: dict[int, int] = {}
    preceding: dict[int, int] = {}
    for _, i, j in pairs:
        if i not in following and j not in preceding:
            following[i], preceding[j] = j, i
    joined = []
    for i, piece in enumerate(pieces):
        if i in preceding:
            continue
        chain = [piece]
        while i in following:
            i = following[i]
            chain.append(pieces[i])
        joined.append(_one_a_column(*(np.concatenate([getattr(p, name) for p in chain]) for name in ("x", "y", "strength"))))
    return joined


def _distance(left: Ridge, right: Ridge) -> float | None:
    """Cost of going on from the end of one to the start of the other, None where that is no line."""
    gap = float(right.x[0] - left.x[-1])
    if not -0.3 * INTERLINE < gap < _MAX_GAP or right.x[-1] <= left.x[-1]:
        return None
    reach = INTERLINE
    y_left, slope_left = _end(left.x[-reach:], left.y[-reach:], float(left.x[-1]))
    y_right, slope_right = _end(right.x[:reach], right.y[:reach], float(right.x[0]))
    slope = (slope_left + slope_right) / 2
    step = abs(y_right - y_left - slope * gap)
    direct = abs(y_right - y_left) / max(abs(gap), 0.5 * INTERLINE)
    if step > _MAX_STEP or direct > _MAX_BEND + abs(slope):
        return None
    return max(gap, 0.0) / INTERLINE + 4 * step / INTERLINE


def _end(x: NDArray[np.int64], y: Floats, at: float) -> tuple[float, float]:
    """Height and slope of a straight line through an end."""
    if len(x) < 8:
        return float(y.mean()), 0.0
    slope, level = np.polyfit(x - at, y, 1)
    return float(level), float(np.clip(slope, -0.2, 0.2))
