"""The lines of a page divided among the fields of its form: where a line runs over an edge, it is cut there.

Words are kept whole where they stand mostly on one side, because writing seldom ends exactly at a ruling.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import cv2
import numpy as np

from ..geometry import as_array, as_polygon, bounds, resample
from ..transcription import Line, Page, Polygon, Region

_STEP = 6.0  # page pixels between the places at which a line is asked in which field it is
_ABOVE = 0.25  # of the outline's height over the baseline: where the letters' bodies are
_MINOR = 0.35  # of a word's width: so much of it may stand beyond an edge without being cut off
_SHORTEST = 0.5  # of the outline's height: what is shorter is a stroke that runs over
_SAME_ROW = 0.4  # of the outline's height


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of a line; `field` is the index of its field, None where it lies in none."""

    line: Line
    field: int | None


def lay_fields(page: Page, fields: Sequence[Region]) -> tuple[Region, ...]:
    """The regions of the page with these fields, in their order, behind what lies outside them. Fields have outlines in
    pixels of the page and no lines yet; they are there also where nothing is written in them."""
    outside: list[Region] = []
    inside: list[list[Line]] = [[] for _ in fields]
    for region in page.regions:
        rest: list[Line] = []
        for line in region.lines:
            for piece in _pieces(line, [field.polygon for field in fields]):
                (rest if piece.field is None else inside[piece.field]).append(piece.line)
        if rest:
            outside.append(replace(region, lines=tuple(rest), name="", pattern="", kind=_plain(region, fields)))
    laid = [replace(field, lines=tuple(_rows(lines))) for field, lines in zip(fields, inside, strict=True)]
    return (*outside, *laid)


def _plain(region: Region, fields: Iterable[Region]) -> str:
    """What was a field, and is none of the form any more, is ordinary text."""
    return "paragraph" if region.kind in {field.kind for field in fields} else region.kind


def _pieces(line: Line, outlines: Sequence[Polygon]) -> list[_Piece]:
    left, top, right, bottom = bounds((*line.polygon, *line.baseline))
    height = max(bottom - top, 1.0)
    baseline = as_array(line.baseline)
    places = resample(baseline, max(2, int(abs(baseline[-1, 0] - baseline[0, 0]) / _STEP) + 1))
    places = places[np.argsort(places[:, 0], kind="stable")]
    owners = [_owner((float(x), float(y) - _ABOVE * height), outlines) for x, y in places]
    runs = _runs(owners, max(1, int(_SHORTEST * height / _STEP)))
    edges = [float(places[end - 1, 0] + places[end, 0]) / 2 for _, end in runs[:-1]]
    if not edges:
        return [_Piece(line, runs[0][0])]
    cuts = [left, *(_beside_word(edge, line) for edge in edges), right]
    parts = ((_part(line, start, end), owner) for (owner, _), (start, end) in zip(runs, pairwise(cuts), strict=True))
    return [_Piece(part, owner) for part, owner in parts if part is not None]


def _runs(owners: Sequence[int | None], shortest: int) -> list[tuple[int | None, int]]:
    """Each stretch of one owner, with the index behind its end; what is too short goes along with its neighbour."""
    runs: list[tuple[int | None, int]] = []
    end = 0
    for owner, run in groupby(owners):
        length = len(list(run))
        end += length
        if length < shortest:
            continue
        if runs and runs[-1][0] == owner:
            runs.pop()
        runs.append((owner, end))
    last = runs.pop()[0] if runs else max(owners, key=owners.count)
    return [*runs, (last, len(owners))]


def _owner(point: tuple[float, float], outlines: Sequence[Polygon]) -> int | None:
    return next((i for i, o in enumerate(outlines) if cv2.pointPolygonTest(as_array(o), point, False) >= 0), None)


def _beside_word(edge: float, line: Line) -> float:
    """The edge, moved to the end of a word that stands mostly on one side of it."""
    for word in line.words:
        left, _, right, _ = bounds(word.polygon)
        if left < edge < right:
            share = (edge - left) / (right - left)
            return left if share < _MINOR else right if share > 1 - _MINOR else edge
    return edge


def _part(line: Line, start: float, end: float) -> Line | None:
    """The line between two places from left to right; a line of its own, without words. None where too little of it
    is there: a word that reaches over a whole field leaves nothing for it."""
    baseline = as_array(line.baseline)
    baseline = baseline[np.argsort(baseline[:, 0], kind="stable")]
    first, last = max(start, float(baseline[0, 0])), min(end, float(baseline[-1, 0]))
    if last - first < _STEP:
        return None
    inner = baseline[(baseline[:, 0] > first) & (baseline[:, 0] < last)]
    at = np.array([first, *inner[:, 0], last], np.float32)
    points = np.stack([at, np.interp(at, baseline[:, 0], baseline[:, 1])], 1).astype(np.float32)
    outline = _right_of(_right_of(line.polygon, start, 1.0), end, -1.0)
    return Line(as_polygon(points), as_polygon(as_array(outline))) if len(outline) > 2 else None


def _right_of(polygon: Polygon, edge: float, side: float) -> Polygon:
    """The polygon right of an edge, or left of it where side is -1 (Sutherland and Hodgman 1974)."""
    kept: list[tuple[float, float]] = []
    for before, point in zip((*polygon[-1:], *polygon[:-1]), polygon, strict=True):
        was, now = side * (before[0] - edge), side * (point[0] - edge)
        if (was < 0) != (now < 0):
            share = was / (was - now)
            kept.append((edge, before[1] + share * (point[1] - before[1])))
        if now >= 0:
            kept.append(point)
    return tuple(kept)


def _rows(lines: Sequence[Line]) -> list[Line]:
    """From top to bottom; pieces side by side at one height are one line."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=_level):
        if rows and _is_beside(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda line: bounds(line.baseline)[0])) for row in rows]


def _is_beside(row: Sequence[Line], line: Line) -> bool:
    left, top, right, bottom = bounds(line.polygon)
    apart = all(bounds(o.baseline)[2] <= left + 1 or bounds(o.baseline)[0] >= right - 1 for o in row)
    return apart and abs(_level(row[-1]) - _level(line)) < _SAME_ROW * (bottom - top)


def _level(line: Line) -> float:
    return float(np.median(as_array(line.baseline)[:, 1]))


def _joined(row: Sequence[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    baseline = tuple(point for line in row for point in line.baseline)
    hull = cv2.convexHull(as_array(point for line in row for point in line.polygon))
    return Line(baseline, as_polygon(hull.reshape(-1, 2).astype(np.float32)))
