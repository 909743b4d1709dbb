"""Where people's labels stand among newly found words: pure geometry, in pixels of the page.

Human geometry wins. A label goes to the one new word that lies where it lies; new words that lie inside a label, and
new words that hold several labels, give way; a label without a word gets one of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import cv2
import numpy as np
from numpy.typing import NDArray

from ..engine.geometry import as_array, bounds
from ..engine.transcription import Alternative, Point, Polygon

#: Intersection ÷ union from which a word and a label are the same piece of writing.
SAME = 0.5
#: Share of the one that lies in the other from which it counts as inside.
INSIDE = 0.5


@dataclass(frozen=True, slots=True)
class KeptLabel:
    id: int
    polygon: Polygon
    line_baseline: Polygon
    line_polygon: Polygon


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """`start` and `end`: shares of the line picture's width. `text` is None where only a label stands for the word."""

    polygon: Polygon
    start: float
    end: float
    text: str | None = None
    confidence: float = 0.0
    alternatives: tuple[Alternative, ...] = ()
    label: int | None = None
    look: bytes = b""
    sight: bytes = b""


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """`id`: the engine's name for the line; empty for one of which only labels are left."""

    baseline: Polygon
    polygon: Polygon
    words: tuple[PlacedWord, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class PlacedRegion:
    kind: str
    polygon: Polygon
    lines: tuple[PlacedLine, ...]


def place_labels(regions: Sequence[PlacedRegion], labels: Sequence[KeptLabel]) -> tuple[PlacedRegion, ...]:
    """The regions with every label on exactly one word. Nothing changes where there are no labels."""
    lines = [line for region in regions for line in region.lines]
    words = [word for line in lines for word in line.words]
    matched, dropped = _match([w.polygon for w in words], [label.polygon for label in labels])
    settled = iter(
        None if i in dropped else replace(word, label=labels[matched[i]].id) if i in matched else word
        for i, word in enumerate(words)
    )
    own = [[w for w in islice(settled, len(line.words)) if w is not None] for line in lines]
    strays = []
    for label in (label for i, label in enumerate(labels) if i not in set(matched.values())):
        home = _home(label, lines)
        if home is None:
            strays.append(label)
        else:
            own[home].append(PlacedWord(label.polygon, *_span(label.polygon, lines[home]), label=label.id))
            own[home].sort(key=lambda word: word.start)
    filled = iter(replace(line, words=tuple(w)) for line, w in zip(lines, own, strict=True))
    placed = [replace(region, lines=tuple(islice(filled, len(region.lines)))) for region in regions]
    for line in _lines_of(strays):
        _insert(placed, line)
    return _without_empty_lines(placed)


def _match(words: Sequence[Polygon], labels: Sequence[Polygon]) -> tuple[dict[int, int], set[int]]:
    """Which label each word gets, by index, and which words give way to labels."""
    same: list[tuple[float, int, int]] = []
    held: dict[int, int] = {}
    dropped: set[int] = set()
    for w, n, shared in _overlaps(words, labels):
        word_area, label_area = _area(words[w]), _area(labels[n])
        same.append((shared / (word_area + label_area - shared), w, n))
        held[w] = held.get(w, 0) + (shared >= INSIDE * label_area)
        if shared >= INSIDE * word_area:
            dropped.add(w)
    dropped |= {w for w, count in held.items() if count > 1}
    matched: dict[int, int] = {}
    for likeness, w, n in sorted(same, reverse=True):
        if likeness >= SAME and held[w] < 2 and w not in matched and n not in matched.values():
            matched[w] = n
    return matched, dropped - matched.keys()


def _overlaps(words: Sequence[Polygon], labels: Sequence[Polygon]) -> Iterator[tuple[int, int, float]]:
    """Pairs of word and label that come near each other, with the area they share."""
    if not words or not labels:
        return
    boxes = np.array([bounds(w) for w in words])
    for n, label in enumerate(labels):
        left, top, right, bottom = bounds(label)
        near = (boxes[:, 0] < right) & (boxes[:, 2] > left) & (boxes[:, 1] < bottom) & (boxes[:, 3] > top)
        for w in np.nonzero(near)[0]:
            yield int(w), n, _shared(words[w], label)


def _home(label: KeptLabel, lines: Sequence[PlacedLine]) -> int | None:
    """The line in which a label without a word stands."""
    centre, area = _centre(label.polygon), _area(label.polygon)
    best, home = INSIDE * area, None
    for index, line in enumerate(lines):
        if _holds(line.polygon, centre) and (shared := _shared(label.polygon, line.polygon)) >= best:
            best, home = shared, index
    return home


def _span(polygon: Polygon, line: PlacedLine) -> tuple[float, float]:
    """Where a polygon starts and ends on the line's picture: by the words found there, else by the baseline."""
    known = [
        (at, share) for w in line.words for at, share in zip(_extent(w.polygon, line), (w.start, w.end), strict=True)
    ]
    known = known or list(zip(_extent(line.baseline, line), (0.0, 1.0), strict=True))
    at, shares = np.array(known).T
    if np.ptp(at) < 1:
        return 0.0, 1.0
    slope, offset = np.polyfit(at, shares, 1)
    start, end = (min(1.0, max(0.0, float(slope * place + offset))) for place in _extent(polygon, line))
    return start, end


def _extent(polygon: Polygon, line: PlacedLine) -> tuple[float, float]:
    """First and last place of a polygon in the direction of the line."""
    first, last = as_array((line.baseline[0], line.baseline[-1]))
    along = as_array(polygon) @ ((last - first) / max(float(np.hypot(*(last - first))), 1e-6))
    return float(along.min()), float(along.max())


def _lines_of(labels: Iterable[KeptLabel]) -> list[PlacedLine]:
    """New lines for labels whose line was not found again; labels of one line stay together."""
    lines: dict[tuple[Polygon, Polygon], list[PlacedWord]] = {}
    for label in labels:
        left, _, right, _ = bounds(label.line_polygon)
        first, _, last, _ = bounds(label.polygon)
        start, end = ((edge - left) / max(right - left, 1.0) for edge in (first, last))
        word = PlacedWord(label.polygon, max(0.0, start), min(1.0, end), label=label.id)
        lines.setdefault((label.line_baseline, label.line_polygon), []).append(word)
    return [
        PlacedLine(baseline, polygon, tuple(sorted(words, key=lambda w: w.start)))
        for (baseline, polygon), words in lines.items()
    ]


def _insert(regions: list[PlacedRegion], line: PlacedLine) -> None:
    """Put a line behind the last one that stands above it in its column, else first."""
    left, _, right, _ = bounds(line.polygon)
    height = _centre(line.polygon)[1]
    place: tuple[int, int] | None = None
    for r, region in enumerate(regions):
        for n, other in enumerate(region.lines):
            other_left, _, other_right, _ = bounds(other.polygon)
            if other_left < right and other_right > left and _centre(other.polygon)[1] < height:
                place = (r, n + 1)
    if not regions:
        regions.append(PlacedRegion("paragraph", line.polygon, (line,)))
        return
    r, n = place or (0, 0)
    lines = regions[r].lines
    regions[r] = replace(regions[r], lines=(*lines[:n], line, *lines[n:]))


def _without_empty_lines(regions: Iterable[PlacedRegion]) -> tuple[PlacedRegion, ...]:
    kept = (replace(region, lines=tuple(line for line in region.lines if line.words)) for region in regions)
    return tuple(region for region in kept if region.lines)


def _hull(polygon: Polygon) -> NDArray[np.float32]:
    return np.asarray(cv2.convexHull(as_array(polygon)), np.float32)


def _shared(one: Polygon, other: Polygon) -> float:
    return float(cv2.intersectConvexConvex(_hull(one), _hull(other))[0])


def _area(polygon: Polygon) -> float:
    return max(float(cv2.contourArea(_hull(polygon))), 1e-6)


def _centre(polygon: Polygon) -> Point:
    left, top, right, bottom = bounds(polygon)
    return (left + right) / 2, (top + bottom) / 2


def _holds(polygon: Polygon, point: Point) -> bool:
    return cv2.pointPolygonTest(_hull(polygon), point, False) >= 0
