"""Columns of writing: lines that ran on across a fold, or across the empty corridor between columns, are cut there."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from .baselines import Trace
from .canvas import INTERLINE, Canvas, Grey
from .ownership import core_pixels

_WIDTH, _HEIGHT = round(0.7 * INTERLINE), 7 * INTERLINE  # of the emptiness that makes a corridor
_MAX_INK = 0.004  # share of its pixels that may be inked all the same
_MIN_SIDE = INTERLINE  # what is left on either side of a cut
_SIDE_REACH = 8 * INTERLINE
_FOLD_HEIGHT, _FOLD_SIDE = 8 * INTERLINE, 3 * INTERLINE
_FOLD_AIR = round(0.15 * INTERLINE)  # without ink on either side, where a line ends or begins at a fold
_FOLD_LINES, _FOLD_CLEAR = 4, 0.75  # lines that reach across, and the share of them with that air
_MIN_NEIGHBOURS = 2  # other lines with writing on either side, that keep out of the corridor too


def split_columns(canvas: Canvas, traces: list[Trace]) -> list[Trace]:
    return _split_at_corridors(canvas, _split_at_folds(canvas, traces))


def _split_at_folds(canvas: Canvas, traces: list[Trace]) -> list[Trace]:
    """Cut what crosses a rule down the page, where most lines there keep clear of it, as in an open book."""
    for fold in _folds(canvas.upright_rules):
        places = [_crossing(trace, fold) for trace in traces]
        across = [(t, p) for t, p in zip(traces, places, strict=True) if p is not None]
        clear = sum(_is_clear(canvas, t, p) for t, p in across)
        if len(across) < _FOLD_LINES or clear < _FOLD_CLEAR * len(across):
            continue
        pieces: list[Trace] = []
        for trace, place in zip(traces, places, strict=True):
            pieces += [trace] if place is None else [trace.part(0, place), trace.part(place, len(trace.x))]
        traces = pieces
    return traces


def _folds(upright_rules: Grey) -> list[tuple[float, float, int, int]]:
    """Slope and offset of x over y, top and bottom of each long rule down the page."""
    joined = cv2.morphologyEx(upright_rules, cv2.MORPH_CLOSE, np.ones((2 * INTERLINE, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for label in range(1, count):
        top, height = int(stats[label, cv2.CC_STAT_TOP]), int(stats[label, cv2.CC_STAT_HEIGHT])
        if height < _FOLD_HEIGHT:
            continue
        rows, columns = np.nonzero(labels[top : top + height] == label)
        slope, offset = np.polyfit(rows + top, columns, 1)
        found.append((float(slope), float(offset), top, top + height))
    return found


def _crossing(trace: Trace, fold: tuple[float, float, int, int]) -> int | None:
    """Where in a line a fold crosses it, None where it does not or leaves too little on a side."""
    slope, offset, top, bottom = fold
    place = int(np.argmin(np.abs(trace.x - (slope * trace.y + offset))))
    inside = top - INTERLINE <= trace.y[place] <= bottom + INTERLINE
    return place if inside and _FOLD_SIDE <= place <= len(trace.x) - _FOLD_SIDE else None


def _is_clear(canvas: Canvas, trace: Trace, place: int) -> bool:
    rows, columns = core_pixels(trace.part(place - _FOLD_AIR, place + _FOLD_AIR + 1), canvas.ink.shape)
    return bool(np.count_nonzero(canvas.ink[rows, columns]) < 0.05 * len(rows))


def _split_at_corridors(canvas: Canvas, traces: list[Trace]) -> list[Trace]:
    empty = _corridors(canvas)
    inked = [_inked_columns(canvas, t) for t in traces]
    pieces: list[Trace] = []
    for trace, columns in zip(traces, inked, strict=True):
        cuts = [gap for gap in _gaps(trace, columns, empty) if _flanked(trace, gap, traces, inked)]
        start = 0
        for first, last in cuts:
            pieces.append(trace.part(start, first - int(trace.x[0])))
            start = last + 1 - int(trace.x[0])
        pieces.append(trace.part(start, len(trace.x)) if start else trace)
    return [p for p in pieces if len(p.x) >= 2]


def _corridors(canvas: Canvas) -> NDArray[np.bool_]:
    """Pixels in the middle of a high and narrow rectangle without ink."""
    density = cv2.boxFilter((canvas.ink > 0).astype(np.float32), cv2.CV_32F, (_WIDTH, _HEIGHT))
    return np.asarray(density < _MAX_INK, bool)


def _inked_columns(canvas: Canvas, trace: Trace) -> NDArray[np.int64]:
    """The canvas columns at which a line's small letters have ink."""
    rows, columns = core_pixels(trace, canvas.ink.shape)
    return np.unique(columns[canvas.ink[rows, columns] > 0])


def _gaps(trace: Trace, inked: NDArray[np.int64], empty: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last column of the line's wide gaps that a corridor runs through."""
    rows = np.clip(np.round(trace.y - trace.x_height / 2), 0, empty.shape[0] - 1).astype(np.int64)
    corridor = trace.x[empty[rows, trace.x]]
    found = []
    for before, after in pairwise(inked):
        wide = after - before > _WIDTH
        sides = before - trace.x[0] >= _MIN_SIDE and trace.x[-1] - after >= _MIN_SIDE
        if wide and sides and np.any((corridor > before) & (corridor < after)):
            found.append((int(before) + 1, int(after) - 1))
    return found


def _flanked(trace: Trace, gap: tuple[int, int], traces: list[Trace], inked: list[NDArray[np.int64]]) -> bool:
    """Whether lines above or below also have writing on both sides of the gap and none in its middle."""
    middle = (gap[0] + gap[1]) // 2
    height = float(trace.at(np.array([middle]))[0])
    left = right = 0
    for other, columns in zip(traces, inked, strict=True):
        if other is trace or abs(float(other.at(np.array([middle]))[0]) - height) > _HEIGHT / 2:
            continue
        left += bool(np.any((columns < middle) & (columns > middle - _SIDE_REACH)))
        right += bool(np.any((columns > middle) & (columns < middle + _SIDE_REACH)))
    return left >= _MIN_NEIGHBOURS and right >= _MIN_NEIGHBOURS
