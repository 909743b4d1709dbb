"""From ridges of ink to baselines: along each ridge, the path at which the ink ends below the small letters."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .canvas import INTERLINE, Canvas, Floats
from .ridges import Ridge

_HALF = INTERLINE * 3 // 4  # the band looked at, above and below the ridge
_STEP = 4  # canvas pixels between the points of a path
_EDGE = INTERLINE // 6
_SMOOTH = INTERLINE * 0.55
_FOOT, _HEAD = (0.05, 0.55), (-0.55, 0.10)  # where foot and head of small letters are sought, in interlines
_BEND_COST = 0.02
_MIN_INK = 0.5  # ink pixels a column, averaged over half an interline, where writing begins or ends
_MIN_X_HEIGHT = 0.12 * INTERLINE


@dataclass(frozen=True, slots=True)
class Trace:
    """A line on the canvas. `x`: int (N,), rising by 1; `y`: float32 (N,), the baseline; `x_height`: of its small
    letters; `ink`: strokes in their band, in pixels of full darkness."""

    x: NDArray[np.int64]
    y: Floats
    x_height: float
    ink: float

    def at(self, x: NDArray[np.int64]) -> Floats:
        """The baseline at any columns; beyond its ends, level."""
        return np.interp(x, self.x, self.y).astype(np.float32)

    def part(self, start: int, end: int) -> Trace:
        """Columns start ≤ index < end; the ink is shared out by width."""
        share = (end - start) / len(self.x)
        return Trace(self.x[start:end], self.y[start:end], self.x_height, self.ink * share)


def trace_lines(canvas: Canvas, ridges: list[Ridge]) -> list[Trace]:
    """The baselines of all ridges along which there is writing."""
    smooth = [_blurred(r.y.reshape(1, -1), INTERLINE / 4, INTERLINE / 4).ravel() for r in ridges]
    bands = [_band(canvas.weight, r.x, y) for r, y in zip(ridges, smooth, strict=True)]
    edges = [_falling_edge(_blurred(b, _SMOOTH, 1.0)) for b in bands]
    feet, heads = _paths(edges, _FOOT), _paths([-e for e in edges], _HEAD)
    traces = (_trace(*parts) for parts in zip(ridges, smooth, bands, feet, heads, strict=True))
    return [t for t in traces if t is not None]


def _blurred(values: Floats, sigma_x: float, sigma_y: float) -> Floats:
    return cv2.GaussianBlur(values, (0, 0), sigmaX=sigma_x, sigmaY=sigma_y).astype(np.float32)


def _trace(ridge: Ridge, smooth: Floats, band: Floats, foot: Floats, head: Floats) -> Trace | None:
    x_height = max(float(np.median(foot - head)), _MIN_X_HEIGHT)
    rows = np.arange(-_HALF, _HALF + 1)[:, None]
    core = band * ((rows > (foot - 1.2 * x_height)[None]) & (rows <= (foot + 2)[None]))
    columns = core.sum(0)
    start, end = _extent(columns)
    if end - start < _MIN_X_HEIGHT:
        return None
    y = (smooth + foot)[start:end].astype(np.float32)
    return Trace(ridge.x[start:end], y, x_height, float(columns[start:end].sum()))


def _band(weight: Floats, x: NDArray[np.int64], y: Floats) -> Floats:
    """The ink within 3/4 interline of a curve, float32 (2·_HALF+1, N)."""
    map_x = np.broadcast_to(x.astype(np.float32), (2 * _HALF + 1, len(x)))
    map_y = y[None].astype(np.float32) + np.arange(-_HALF, _HALF + 1, dtype=np.float32)[:, None]
    band = cv2.remap(weight, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    return np.asarray(band, np.float32)


def _falling_edge(band: Floats) -> Floats:
    """Ink just above each row less the ink just below it."""
    kernel = np.concatenate([np.ones(_EDGE), -np.ones(_EDGE)]).astype(np.float32)[:, None] / _EDGE
    edge = cv2.filter2D(band, cv2.CV_32F, kernel, anchor=(0, _EDGE - 1), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(edge, np.float32)


def _paths(edges: list[Floats], span: tuple[float, float]) -> list[Floats]:
    """For each line the offset from its ridge at each column, float32 (N,), along which the edge is strongest and
    bends little: dynamic programming over every fourth column, all lines side by side."""
    if not edges:
        return []
    first, last = (round(_HALF + s * INTERLINE) for s in span)
    depth = last - first + 1
    counts = [-(-e.shape[1] // _STEP) for e in edges]
    gains = np.zeros((max(counts), len(edges), depth), np.float32)  # beyond a line's end nothing is gained
    for k, edge in enumerate(edges):
        gain = edge[first : last + 1, ::_STEP].T
        gains[: counts[k], k] = gain / max(float(np.percentile(gain.max(1), 75)), 1e-6)
    penalty = (_BEND_COST * (np.arange(depth)[:, None] - np.arange(depth)[None]) ** 2).astype(np.float32)
    came = np.zeros(gains.shape, np.int64)
    total = gains[0]
    for i in range(1, len(gains)):
        options = total[:, None] - penalty[None]  # (lines, to, from)
        came[i] = options.argmax(2)
        total = options.max(2) + gains[i]
    at = np.zeros(gains.shape[:2], np.int64)
    at[-1] = total.argmax(1)
    lines = np.arange(len(edges))
    for i in range(len(gains) - 1, 0, -1):
        at[i - 1] = came[i, lines, at[i]]
    pairs = enumerate(zip(counts, edges, strict=True))
    return [_smooth_offset(at[:n, k] + first - _HALF, e.shape[1]) for k, (n, e) in pairs]


def _smooth_offset(at: NDArray[np.int64], width: int) -> Floats:
    offset = np.interp(np.arange(width), np.arange(len(at)) * _STEP, at).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(offset.reshape(1, -1), (0, 0), INTERLINE / 5).ravel(), np.float32)


def _extent(columns: Floats) -> tuple[int, int]:
    """First and last column with writing; (0, 0) without any."""
    window = INTERLINE // 2
    dense = np.convolve(columns, np.ones(window) / window, "same")[: len(columns)]
    inked = np.flatnonzero((dense > _MIN_INK) & (columns > 0))
    return (int(inked[0]), int(inked[-1]) + 1) if len(inked) else (0, 0)
