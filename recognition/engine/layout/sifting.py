"""Which traces are lines of writing: not rules, loops and page edges, nor the ascenders of another line."""

from __future__ import annotations

import numpy as np

from .baselines import Trace
from .canvas import INTERLINE, Canvas
from .ownership import core_pixels

#: Strokes crossed along an interline's width of small letters; a rule or a drawn curve is crossed once in a long while.
_MIN_CROSSINGS = 1.2
_MIN_DENSITY = 0.48  # of the page's usual ink a column; grain and dotted rules have less
_TAIL_GAP, _MIN_TAIL = round(0.9 * INTERLINE), 4
_LEVELS = (0.25, 0.5, 0.75)  # of the x-height, where strokes are counted
_MAX_SHARED = 0.45  # share of a line's small letters that may already belong to stronger lines
_SHORT, _CLOSE = 1.5 * INTERLINE, 0.7 * INTERLINE  # a line this short, this close to a longer one, is part of that


def sift(canvas: Canvas, traces: list[Trace]) -> list[Trace]:
    """The lines whose ink is writing and their own, the strongest first."""
    traces = [_without_tails(canvas, t) for t in traces if crossings(canvas, t) >= _MIN_CROSSINGS]
    usual = float(np.median([t.ink / len(t.x) for t in traces])) if traces else 0.0
    taken = np.zeros(canvas.ink.shape, np.uint8)
    kept: list[Trace] = []
    for trace in sorted(traces, key=lambda t: -t.ink):
        if trace.ink / len(trace.x) < _MIN_DENSITY * usual or _is_appendage(trace, kept):
            continue
        core = core_pixels(trace, canvas.ink.shape)
        ink = canvas.ink[core] > 0
        total = np.count_nonzero(ink)
        if total and np.count_nonzero(ink & (taken[core] > 0)) <= _MAX_SHARED * total:
            kept.append(trace)
            taken[core] = 1
    return kept


def _without_tails(canvas: Canvas, trace: Trace) -> Trace:
    """Less the pieces at either end that stand apart and are no writing, as a drawn curve or a blot."""
    rows, columns = core_pixels(trace, canvas.ink.shape)
    inked = np.unique(columns[canvas.ink[rows, columns] > 0]) - int(trace.x[0])
    runs = np.split(inked, np.flatnonzero(np.diff(inked) > _TAIL_GAP) + 1)
    spans = [(int(run[0]), int(run[-1]) + 1) for run in runs if len(run)]
    while len(spans) > 1 and not _is_writing(canvas, trace.part(*spans[0])):
        spans.pop(0)
    while len(spans) > 1 and not _is_writing(canvas, trace.part(*spans[-1])):
        spans.pop()
    return trace.part(spans[0][0], spans[-1][1]) if spans else trace


def _is_writing(canvas: Canvas, piece: Trace) -> bool:
    return len(piece.x) >= _MIN_TAIL and crossings(canvas, piece) >= _MIN_CROSSINGS


def crossings(canvas: Canvas, trace: Trace) -> float:
    """Strokes an interline of width, the mean over three heights of the small letters."""
    found = 0
    for level in _LEVELS:
        rows = np.clip(np.round(trace.y - level * trace.x_height), 0, canvas.ink.shape[0] - 1).astype(np.int64)
        inked = canvas.ink[rows, trace.x] > 0
        found += int(np.count_nonzero(inked[1:] & ~inked[:-1]) + inked[0])
    return found / len(_LEVELS) / max(1.0, len(trace.x) / INTERLINE)


def _is_appendage(trace: Trace, kept: list[Trace]) -> bool:
    """A short piece right above or below a longer line."""
    if len(trace.x) >= _SHORT:
        return False
    middle = trace.x[len(trace.x) // 2 : len(trace.x) // 2 + 1]
    height = float(np.median(trace.y))
    return any(
        line.x[0] <= middle[0] <= line.x[-1] and abs(float(line.at(middle)[0]) - height) < _CLOSE for line in kept
    )
