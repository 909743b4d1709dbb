"""How well baselines are found: a point of a line counts as met when a line of the other side passes within a
quarter of the page's interline distance of it (after cBAD, Grüning et al. 2018, with one tolerance a page)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..geometry import Floats, as_array
from ..transcription import Polygon

_STEP = 8.0  # pixels between the points that are counted
_SHARE, _FALLBACK = 0.25, 70.0  # of the interline distance; that distance where a page has one line


@dataclass(frozen=True, slots=True)
class MetPoints:
    """Points of true and of found baselines, and how many of each are met."""

    true: int = 0
    true_met: int = 0
    found: int = 0
    found_met: int = 0


def met_points(truth: Iterable[Polygon], found: Iterable[Polygon]) -> MetPoints:
    """Baselines in the pixels of one page."""
    true, mine = _curves(truth), _curves(found)
    tolerance = _interline(true) * _SHARE
    return MetPoints(
        sum(map(len, true)), sum(_met(line, mine, tolerance) for line in true),
        sum(map(len, mine)), sum(_met(line, true, tolerance) for line in mine),
    )  # fmt: skip


def _curves(baselines: Iterable[Polygon]) -> list[Floats]:
    """Points at equal steps of x, (N, 2) each."""
    curves = []
    for points in map(as_array, baselines):
        if len(points) > 1:
            points = points[np.argsort(points[:, 0])]
            x = np.arange(float(points[0, 0]), float(points[-1, 0]) + 1, _STEP)
            curves.append(np.stack([x, np.interp(x, points[:, 0], points[:, 1])], 1).astype(np.float32))
    return curves


def _interline(curves: Sequence[Floats]) -> float:
    """Median distance from a line to the next below it."""
    steps = []
    for line in curves:
        x, y = line.mean(0)
        below = [np.interp(x, o[:, 0], o[:, 1]) - y for o in curves if o is not line and o[0, 0] <= x <= o[-1, 0]]
        steps += [min(near)] if (near := [step for step in below if step > 10]) else []
    return float(np.median(steps)) if steps else _FALLBACK


def _met(line: Floats, others: Sequence[Floats], tolerance: float) -> int:
    hit = np.zeros(len(line), bool)
    for other in others:
        within = (line[:, 0] >= other[0, 0] - _STEP) & (line[:, 0] <= other[-1, 0] + _STEP)
        hit |= within & (np.abs(np.interp(line[:, 0], other[:, 0], other[:, 1]) - line[:, 1]) <= tolerance)
    return int(hit.sum())
