"""How well lines are found: points of baselines that lie on a baseline of the other side.

After Grüning et al., "READ-BAD: A New Dataset and Evaluation Scheme for Baseline Detection in Archival Documents"
(2018), with one tolerance, a quarter of the page's interline distance, instead of a graded one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from ..geometry import Floats, arc_length, as_array, resample
from ..layout.extents import interline
from ..transcription import Line

_STEP = 8.0  # page pixels between the points that are counted
_NEAR, _SAME = 0.25, 0.5  # interlines: well drawn; the same line of writing, wherever its baseline was drawn
_WHOLE, _PIECE = 0.75, 0.05  # shares of a true line that one found line meets
_FALLBACK_INTERLINE = 70.0


@dataclass(slots=True)
class LineCounts:
    """Sums over pages. recall = share of the true baselines' points that are met; precision = share of the found ones';
    `whole`: true lines of which one found line alone meets three quarters; `pieces`: found lines that meet a part of
    the `met_lines`."""

    true_points: int = 0
    true_met: int = 0
    found_points: int = 0
    found_met: int = 0
    lines: int = 0
    whole: int = 0
    met_lines: int = 0
    pieces: int = 0

    def add(self, other: LineCounts) -> None:
        for entry in fields(self):
            setattr(self, entry.name, getattr(self, entry.name) + getattr(other, entry.name))

    @property
    def recall(self) -> float:
        return self.true_met / max(1, self.true_points)

    @property
    def precision(self) -> float:
        return self.found_met / max(1, self.found_points)

    @property
    def f1(self) -> float:
        return 2 * self.recall * self.precision / max(self.recall + self.precision, 1e-9)

    def summary(self) -> dict[str, float | int]:
        return {
            "f1": round(self.f1, 4),
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "whole": round(self.whole / max(1, self.lines), 4),
            "pieces": round(self.pieces / max(1, self.met_lines), 2),
            "lines": self.lines,
        }


def count_lines(truth: Iterable[Line], found: Iterable[Line]) -> LineCounts:
    """The lines of one page against those found on it, both in its pixels."""
    true, mine = _curves(truth), _curves(found)
    tolerance = _tolerance(true, _NEAR)
    counts = LineCounts(lines=len(true))
    for line in true:
        hits = _met(line, mine, tolerance)
        shares = hits.mean(1)
        pieces = int((shares > _PIECE).sum())
        counts.true_points += len(line)
        counts.true_met += int(hits.any(0).sum())
        counts.whole += bool(shares.max(initial=0) >= _WHOLE)
        counts.met_lines += pieces > 0
        counts.pieces += pieces
    for line in mine:
        counts.found_points += len(line)
        counts.found_met += int(_met(line, true, tolerance).any(0).sum())
    return counts


def matched_lines(truth: Sequence[Line], found: Sequence[Line]) -> dict[int, int]:
    """Which found line stands for each true one, one to one: those that share most of their course come first. Every
    line needs a baseline."""
    true, mine = _curves(truth), _curves(found)
    tolerance = _tolerance(true, _SAME)
    shared = np.array([_met(line, mine, tolerance).sum(1) for line in true]).reshape(len(true), len(mine))
    matches: dict[int, int] = {}
    while shared.size and shared.max() > 0:
        best, other = np.unravel_index(int(shared.argmax()), shared.shape)
        matches[int(best)] = int(other)
        shared[best], shared[:, other] = 0, 0
    return matches


def met_shares(truth: Sequence[Line], found: Sequence[Line]) -> tuple[list[float], list[float]]:
    """How much of each true and of each found line is met by the other side, 0-1. Every line needs a baseline."""
    true, mine = _curves(truth), _curves(found)
    tolerance = _tolerance(true, _NEAR)
    pairs = (true, mine), (mine, true)
    shares = [[float(_met(line, others, tolerance).any(0).mean()) for line in lines] for lines, others in pairs]
    return shares[0], shares[1]


def _tolerance(true: Sequence[Floats], interlines: float) -> float:
    return interlines * (interline(true) or _FALLBACK_INTERLINE)


def _curves(lines: Iterable[Line]) -> list[Floats]:
    """Baselines as points at equal steps, (N, 2); lines without one are left out."""
    arrays = [points for line in lines if len(points := as_array(line.baseline)) > 1]
    return [resample(points, int(arc_length(points)[-1] / _STEP) + 2) for points in arrays]


def _met(line: Floats, others: Sequence[Floats], tolerance: float) -> NDArray[np.bool_]:
    """(len(others), N): which points of a line each other line passes."""
    hits = np.zeros((len(others), len(line)), bool)
    low, high = line.min(0) - tolerance, line.max(0) + tolerance
    for row, other in zip(hits, others, strict=True):
        near = other[np.all((other >= low - _STEP) & (other <= high + _STEP), 1)]
        if len(near):
            row[:] = _distance(line, near) <= tolerance
    return hits


def _distance(points: Floats, curve: Floats) -> Floats:
    """From each point to the polyline, (N,)."""
    starts, steps = curve[:-1], np.diff(curve, axis=0)
    if not len(starts):
        starts, steps = curve, np.zeros_like(curve)
    lengths = np.maximum((steps**2).sum(1), 1e-9)
    along = np.clip(((points[:, None] - starts[None]) * steps).sum(2) / lengths, 0, 1)
    nearest = starts[None] + along[..., None] * steps[None]
    distances: Floats = np.sqrt(((points[:, None] - nearest) ** 2).sum(2)).min(1)
    return distances
