"""Which ink belongs to which line: components as a whole where they can be, and cut between lines where they touch."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .baselines import Trace
from .canvas import INTERLINE, Canvas, Floats

Labels = NDArray[np.int32]

#: How far a line's ink reaches above the head and below the foot of its small letters, in interlines.
_REACH_UP, _REACH_DOWN = 0.75, 0.55
_REACH_SIDE = INTERLINE // 2
#: The gap between two lines is parted in this ratio: ascenders and accents below it, descenders above it.
_SHARE_UP, _SHARE_DOWN = 0.62, 0.38
_MIN_CORE = 6  # pixels of a component in a line's small letters that make it the line's


def own_ink(canvas: Canvas, traces: list[Trace]) -> Labels:
    """int32 (H, W): 1 + the number of the line each inked pixel belongs to, 0 for none."""
    zones, cores = _zones(canvas.ink.shape, traces), np.zeros(canvas.ink.shape, np.int32)
    for number, trace in enumerate(traces, 1):
        cores[core_pixels(trace, canvas.ink.shape)] = number
    count, components = cv2.connectedComponents(canvas.ink, connectivity=8)
    inked = canvas.ink > 0
    tally = np.bincount(
        components[inked].astype(np.int64) * (len(traces) + 1) + cores[inked], minlength=count * (len(traces) + 1)
    ).reshape(count, len(traces) + 1)[:, 1:]
    hits = tally >= _MIN_CORE
    single = hits.sum(1) == 1
    owner = np.where(single, tally.argmax(1) + 1 if len(traces) else 0, 0)[components]
    whole = (owner > 0) & _within_reach(canvas.ink.shape, traces, owner)
    return np.where(inked, np.where(whole, owner, zones), 0).astype(np.int32)


def core_pixels(trace: Trace, shape: tuple[int, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of the band of a line's small letters."""
    depth = max(2, round(trace.x_height))
    rows = np.round(trace.y).astype(np.int64)[None] - np.arange(depth)[:, None]
    columns = np.broadcast_to(trace.x[None], rows.shape)
    inside = (rows >= 0) & (rows < shape[0])
    return rows[inside], columns[inside]


def _zones(shape: tuple[int, ...], traces: list[Trace]) -> Labels:
    """Each pixel's nearest line by weighed distance, within reach; 0 beyond."""
    zones = np.zeros(shape, np.int32)
    nearest = np.full(shape, np.inf, np.float32)
    for number, trace in enumerate(traces, 1):
        top, columns, rows, foot = _window(shape, trace)
        head = foot - trace.x_height
        above, below = np.maximum(head - rows, 0), np.maximum(rows - foot, 0)
        distance = np.maximum(above / _SHARE_UP, below / _SHARE_DOWN)
        distance[(above > _REACH_UP * INTERLINE) | (below > _REACH_DOWN * INTERLINE)] = np.inf
        area = slice(top, top + len(rows)), slice(columns[0], columns[-1] + 1)
        closer = distance < nearest[area]
        nearest[area][closer] = distance[closer]
        zones[area][closer] = number
    return zones


def _within_reach(shape: tuple[int, ...], traces: list[Trace], owner: Labels) -> NDArray[np.bool_]:
    """Where a component's pixels are no farther from its line than letters reach."""
    reach = np.zeros(shape, bool)
    for number, trace in enumerate(traces, 1):
        top, columns, rows, foot = _window(shape, trace)
        area = slice(top, top + len(rows)), slice(columns[0], columns[-1] + 1)
        near = (rows >= foot - trace.x_height - _REACH_UP * INTERLINE) & (rows <= foot + _REACH_DOWN * INTERLINE)
        reach[area] |= near & (owner[area] == number)
    return reach


def _window(shape: tuple[int, ...], trace: Trace) -> tuple[int, NDArray[np.int64], Floats, Floats]:
    """First row, columns (n,), rows (m, 1) and baseline (1, n) of the part of the canvas a line may reach."""
    left, right = max(0, int(trace.x[0]) - _REACH_SIDE), min(shape[1], int(trace.x[-1]) + _REACH_SIDE + 1)
    columns = np.arange(left, right)
    foot = trace.at(columns)
    top = int(np.clip(foot.min() - trace.x_height - _REACH_UP * INTERLINE, 0, shape[0] - 1))
    bottom = int(np.clip(foot.max() + _REACH_DOWN * INTERLINE + 2, top + 1, shape[0]))
    return top, columns, np.arange(top, bottom, dtype=np.float32)[:, None], foot[None]


def ink_rows(labels: Labels, number: int, trace: Trace) -> tuple[NDArray[np.int64], Floats, Floats, NDArray[np.bool_]]:
    """The columns a line may reach (N,), the highest and lowest row of its ink at each, float32 (N,), and whether
    there is any."""
    top, columns, rows, _ = _window(labels.shape, trace)
    own = labels[top : top + len(rows), columns[0] : columns[-1] + 1] == number
    highest = top + own.argmax(0).astype(np.float32)
    lowest = top + len(rows) - 1 - own[::-1].argmax(0).astype(np.float32)
    return columns, highest, lowest, own.any(0)
