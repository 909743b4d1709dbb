"""The outlines of lines: from the tops of their ascenders to the ends of their descenders, with some air.

How high an outline is decides at which size the line is read, so lines of a page are kept alike: each is half as far
from the page's usual height and depth as its own ink is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..geometry import as_polygon
from ..transcription import Line
from .baselines import Trace
from .canvas import INTERLINE, Floats
from .ownership import Labels, ink_rows

_WINDOW = INTERLINE // 3  # canvas pixels an outline's corner speaks for
#: Air above and below the ink, in canvas pixels; measured on true lines: tighter and wider outlines are read worse.
_AIR_ABOVE, _AIR_BELOW = 5.0, 7.0
_MIN_UP, _MIN_DOWN = 1.35, 0.30  # in x-heights: every line is at least this high
_QUARTILE = 75  # of the corners' distances from the baseline: what counts as the outline's height
_LIKENESS = 0.5
_BASELINE_STEP = INTERLINE // 2


@dataclass(frozen=True, slots=True)
class _Reach:
    """On the canvas: columns (N,) and the baseline there (N,); corners (K,) as indices of columns, and how far the
    outline reaches above and below the baseline at each (K,)."""

    columns: NDArray[np.int64]
    foot: Floats
    corners: NDArray[np.int64]
    up: Floats
    down: Floats


def outline_lines(labels: Labels, traces: list[Trace], scale: float) -> list[Line]:
    """The lines in page pixels; `labels` from `own_ink` for the same traces, `scale` canvas pixels a page pixel."""
    reaches = [_reach(labels, number, trace) for number, trace in enumerate(traces, 1)]
    if not reaches:
        return []
    heights = np.array([[np.percentile(r.up, _QUARTILE), np.percentile(r.down, _QUARTILE)] for r in reaches])
    usual = np.median(heights, axis=0)
    factors = 1 - _LIKENESS + _LIKENESS * usual / heights
    return [_line(r, float(up), float(down), scale) for r, (up, down) in zip(reaches, factors, strict=True)]


def _reach(labels: Labels, number: int, trace: Trace) -> _Reach:
    columns, highest, lowest, inked = ink_rows(labels, number, trace)
    present = np.flatnonzero(inked)
    if len(present):
        whole = slice(int(present[0]), int(present[-1]) + 1)
        columns, highest, lowest, inked = columns[whole], highest[whole], lowest[whole], inked[whole]
    foot = trace.at(columns)
    up = np.where(inked, np.maximum(foot - highest + _AIR_ABOVE, 0), 0)
    down = np.where(inked, np.maximum(lowest - foot + _AIR_BELOW, 0), 0)
    up, down = np.maximum(up, _MIN_UP * trace.x_height), np.maximum(down, _MIN_DOWN * trace.x_height)
    corners = _every(_WINDOW, len(columns))
    return _Reach(columns, foot, corners, _widest(up, corners), _widest(down, corners))


def _line(reach: _Reach, up: float, down: float, scale: float) -> Line:
    at, foot = reach.columns[reach.corners], reach.foot[reach.corners]
    top, bottom = np.stack([at, foot - up * reach.up], 1), np.stack([at, foot + down * reach.down], 1)
    marks = _every(_BASELINE_STEP, len(reach.columns))
    baseline = np.stack([reach.columns[marks], reach.foot[marks]], 1)
    polygon = np.concatenate([top, bottom[::-1]])
    return Line(as_polygon(_to_page(baseline, scale)), as_polygon(_to_page(polygon, scale)))


def _every(step: int, count: int) -> NDArray[np.int64]:
    """0, step, 2 · step … and the last index."""
    return np.unique(np.append(np.arange(0, count, step), count - 1))


def _widest(reach: Floats, corners: NDArray[np.int64]) -> Floats:
    """The largest reach within a window on either side of each corner."""
    return np.array([reach[max(0, k - _WINDOW) : k + _WINDOW + 1].max() for k in corners], np.float32)


def _to_page(points: NDArray[np.floating], scale: float) -> Floats:
    return ((points + 0.5) / scale - 0.5).astype(np.float32)
