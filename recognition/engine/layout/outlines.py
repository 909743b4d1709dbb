"""The outline of a line's ink, from the tops of its ascenders to the ends of its descenders."""

from __future__ import annotations

import numpy as np

from ..geometry import as_polygon
from ..transcription import Line
from .baselines import Trace
from .canvas import INTERLINE, Floats
from .ownership import Labels, ink_rows

_WINDOW = INTERLINE // 3  # canvas pixels an outline's corner speaks for
_MARGIN = 2.0
_MIN_UP, _MIN_DOWN = 1.35, 0.30  # in x-heights: every line is at least this high
_BASELINE_STEP = INTERLINE // 2


def outline(labels: Labels, number: int, trace: Trace, scale: float) -> Line:
    """The line in page pixels; `labels` from `own_ink`, `number` the line's in it."""
    highest, lowest, inked = ink_rows(labels, number, trace)
    left = max(0, int(trace.x[0]) - (len(inked) - len(trace.x)) // 2)
    columns = np.arange(left, left + len(inked))
    present = np.flatnonzero(inked)
    first, last = (int(present[0]), int(present[-1])) if len(present) else (0, len(inked) - 1)
    kept = slice(first, last + 1)
    columns, highest, lowest, inked = columns[kept], highest[kept], lowest[kept], inked[kept]
    foot = trace.at(columns)
    up = np.where(inked > 0, np.maximum(foot - highest + _MARGIN, 0), 0)
    down = np.where(inked > 0, np.maximum(lowest - foot + _MARGIN, 0), 0)
    up, down = np.maximum(up, _MIN_UP * trace.x_height), np.maximum(down, _MIN_DOWN * trace.x_height)
    knots = np.unique(np.append(np.arange(0, len(columns), _WINDOW), len(columns) - 1))
    top = np.stack([columns[knots], foot[knots] - _widest(up, knots)], 1)
    bottom = np.stack([columns[knots], foot[knots] + _widest(down, knots)], 1)
    polygon = np.concatenate([top, bottom[::-1]])
    marks = np.unique(np.append(np.arange(0, len(columns), _BASELINE_STEP), len(columns) - 1))
    baseline = np.stack([columns[marks], foot[marks]], 1)
    return Line(as_polygon(_to_page(baseline, scale)), as_polygon(_to_page(polygon, scale)))


def _widest(reach: Floats, knots: np.ndarray) -> Floats:
    """The largest reach within a window on either side of each knot."""
    return np.array([reach[max(0, k - _WINDOW) : k + _WINDOW + 1].max() for k in knots], np.float32)


def _to_page(points: Floats, scale: float) -> Floats:
    return ((points + 0.5) / scale - 0.5).astype(np.float32)
