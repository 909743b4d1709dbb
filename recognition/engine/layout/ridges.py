"""Ridges of ink: where smoothed along the writing direction the ink is densest, a line of writing runs.

Anisotropic second derivatives of Gaussians at several slopes, as in Cohen, Dinstein, El-Sana & Kedem (2014), of which
each place prefers the slope of its surroundings; crests are followed from column to column and the pieces joined.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .canvas import INTERLINE, Canvas, Floats

_REDUCE = 2  # crests are sought at half the canvas' size
_UNIT = INTERLINE / _REDUCE
_SIGMA_ACROSS, _SIGMA_DOWN = 0.85 * _UNIT, 0.16 * _UNIT
_DEGREES = np.arange(-12.0, 12.1, 2.0)
_SLOPES = np.tan(np.radians(_DEGREES))
_SURROUNDINGS = 4 * _UNIT
#: How far, in degrees, a place's own slope may lie from that of its surroundings before it is doubted.
_FREEDOM = 3.5
#: A crest starts above the first share of the page's usual crest, and is followed down to the second.
_START, _FOLLOW = 0.35, 0.18
_MIN_RESPONSE = 0.02
_MAX_RISE = 1.5  # pixels a column
_MIN_LENGTH = 0.6 * _UNIT
_MAX_GAP, _MAX_STEP = 3.0 * INTERLINE, 0.30 * INTERLINE
_MAX_BEND = 0.20  # slope between the facing ends of two pieces that are joined


@dataclass(frozen=True, slots=True)
class Ridge:
    """On the canvas. `x`: int (N,), rising by 1; `y`: float32 (N,), the crest; `strength`: float32 (N,)."""

    x: NDArray[np.int64]
    y: Floats
    strength: Floats


@dataclass(slots=True)
class _Track:
    x: list[int]
    y: list[float]
    strength: list[float]
    slope: float = 0.0

    def expected(self, x: int) -> float:
        return self.y[-1] + self.slope * (x - self.x[-1])

    def add(self, x: int, y: float, strength: float) -> None:
        rise = (y - self.y[-1]) / (x - self.x[-1])
        self.slope += 0.1 * (rise - self.slope)
        self.x.append(x)
        self.y.append(y)
        self.strength.append(strength)


def find_ridges(canvas: Canvas) -> list[Ridge]:
    size = max(1, canvas.weight.shape[1] // _REDUCE), max(1, canvas.weight.shape[0] // _REDUCE)
    response = line_response(cv2.resize(canvas.weight, size, interpolation=cv2.INTER_AREA).astype(np.float32))
    return _join([_enlarge(track) for track in _follow(response)])


def line_response(weight: Floats) -> Floats:
    """How much each pixel lies in the middle of a line of writing, float32 (H, W); 0 between lines."""
    each = np.stack([_response_at(weight, float(slope)) for slope in _SLOPES])
    preferred = _preferred_degrees(each)
    best = np.zeros_like(weight)
    for degrees, response in zip(_DEGREES, each, strict=True):
        trust = np.exp(-0.5 * ((preferred - degrees) / _FREEDOM) ** 2)
        np.maximum(best, response * trust, out=best)
    return best


def _preferred_degrees(each: Floats) -> Floats:
    """The slope that stands out in the surroundings of each pixel, float32 (H, W), of responses (slopes, H, W)."""
    height, width = each.shape[1:]
    small = max(1, width // 4), max(1, height // 4)
    energy = [cv2.resize(r * r, small, interpolation=cv2.INTER_AREA) for r in each]
    around = np.stack([cv2.GaussianBlur(e, (0, 0), _SURROUNDINGS / 4) for e in energy]) ** 2
    mean = np.tensordot(_DEGREES, around, 1) / np.maximum(around.sum(0), 1e-12)
    return np.asarray(cv2.resize(mean.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _response_at(weight: Floats, slope: float) -> Floats:
    """The response to lines of one slope: sheared level, smoothed, and sheared back."""
    height, width = weight.shape
    pad = round(2 * _UNIT)
    padded = cv2.copyMakeBorder(weight, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    shift = slope * (width / 2 + pad)
    there = np.array([[1.0, 0.0, 0.0], [-slope, 1.0, shift]])
    back = np.array([[1.0, 0.0, 0.0], [slope, 1.0, -shift]])
    size = (padded.shape[1], padded.shape[0])
    level = cv2.warpAffine(padded, there, size, flags=cv2.INTER_LINEAR)
    smooth = cv2.GaussianBlur(level, (0, 0), sigmaX=_SIGMA_ACROSS, sigmaY=_SIGMA_DOWN)
    curve = -cv2.Sobel(smooth, cv2.CV_32F, 0, 2, ksize=3) * (_SIGMA_DOWN**2 / 4)
    sloped = cv2.warpAffine(curve, back, size, flags=cv2.INTER_LINEAR)
    return np.maximum(sloped[pad : pad + height, pad : pad + width], 0)


def _follow(response: Floats) -> list[_Track]:
    """Crests of the response as tracks from left to right: each goes on to the peak nearest to where it leads."""
    above, below = np.roll(response, 1, 0), np.roll(response, -1, 0)
    crest = (response >= above) & (response > below)
    crest[[0, -1]] = False
    usual = float(np.percentile(response[crest], 80)) if crest.any() else 0.0
    crest &= response > max(_FOLLOW * usual, _MIN_RESPONSE)
    active: list[_Track] = []
    done: list[_Track] = []
    for x in range(response.shape[1]):
        rows = np.flatnonzero(crest[:, x])
        pairs = _nearest(np.array([t.expected(x) for t in active]), rows)
        for i, j in pairs.items():
            active[i].add(x, float(rows[j]), float(response[rows[j], x]))
        done.extend(t for i, t in enumerate(active) if i not in pairs)
        fresh = set(range(len(rows))) - set(pairs.values())
        active = [active[i] for i in pairs]
        active += [_Track([x], [float(rows[j])], [float(response[rows[j], x])]) for j in sorted(fresh)]
    done.extend(active)
    start = max(_START * usual, 2 * _MIN_RESPONSE)
    return [t for t in done if len(t.x) >= _MIN_LENGTH and max(t.strength) > start]


def _nearest(expected: NDArray[np.float64], rows: NDArray[np.int64]) -> dict[int, int]:
    """Tracks and peaks that are each other's nearest, and near enough."""
    if not len(expected) or not len(rows):
        return {}
    distance = np.abs(expected[:, None] - rows[None])
    peak, track = distance.argmin(1), distance.argmin(0)
    near = (track[peak] == np.arange(len(expected))) & (distance.min(1) <= _MAX_RISE)
    return {int(i): int(peak[i]) for i in np.flatnonzero(near)}


def _enlarge(track: _Track) -> Ridge:
    """On the canvas, a point at every column."""
    middle = (_REDUCE - 1) / 2
    known = np.array(track.x) * _REDUCE + middle
    x = np.arange(track.x[0] * _REDUCE, track.x[-1] * _REDUCE + _REDUCE)
    y = np.interp(x, known, np.array(track.y) * _REDUCE + middle).astype(np.float32)
    return Ridge(x, y, np.interp(x, known, track.strength).astype(np.float32))


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
    chains = []
    for i in range(len(pieces)):
        if i in preceding:
            continue
        chain = [i]
        while chain[-1] in following:
            chain.append(following[chain[-1]])
        chains.append(_chain([pieces[k] for k in chain]))
    return chains


def _chain(pieces: list[Ridge]) -> Ridge:
    """Pieces from left to right as one; where two overlap the stronger counts, gaps are bridged."""
    x, y, strength = (np.concatenate([getattr(p, name) for p in pieces]) for name in ("x", "y", "strength"))
    order = np.lexsort((-strength, x))
    known, first = np.unique(x[order], return_index=True)
    full = np.arange(known[0], known[-1] + 1)
    crest = np.interp(full, known, y[order][first]).astype(np.float32)
    return Ridge(full, crest, np.interp(full, known, strength[order][first]).astype(np.float32))


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
