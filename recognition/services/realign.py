"""A line's words after a person has edited its text: which stay, which give way, and where new ones stand. Pure.

The picture is not looked at: words that did not change are anchors, and between them characters are taken to be
equally wide. Boxes are shares of the line picture's width; outlines are in pixels of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rapidfuzz.distance import Levenshtein

Points = Sequence[Sequence[float]]

#: What it costs beside the changed characters to split a word or to join several; if the new text does not fit the
#: width; to drop a word; to find one where the picture has no room for it, and how much less where it has.
REGROUPED, MISFIT, DROPPED, FOUND, ROOM = 0.5, 1.0, 1.0, 1.0, 0.8
#: Steps of the alignment, as (old words, new words).
STEPS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (1, 0), (0, 1))
IMPOSSIBLE = float("inf")


@dataclass(frozen=True, slots=True)
class Span:
    """A word as it stood on the line."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Place:
    """A word of the new text. `old`: the index of the word whose box it keeps; None for a box of its own."""

    text: str
    start: float
    end: float
    old: int | None = None


@dataclass(frozen=True, slots=True)
class _Match:
    """Words first ≤ i < last of the old line that became words begin ≤ j < end of the new one."""

    first: int
    last: int
    begin: int
    end: int


def realign(old: Sequence[Span], new: Sequence[str]) -> list[Place]:
    """The new line's words in order. Old words that no place keeps are no words any more."""
    if old and old[0].start > old[-1].start:  # written from right to left
        mirrored = realign([Span(word.text, 1 - word.end, 1 - word.start) for word in old], new)
        return [replace(place, start=1 - place.end, end=1 - place.start) for place in mirrored]
    unit = _letter_width(old)
    places: list[Place] = []
    for is_found, matches in groupby(_matches(old, new, unit), key=lambda match: match.first == match.last):
        if not is_found:
            for match in matches:
                places += _kept(old[match.first : match.last], match.first, new[match.begin : match.end])
            continue
        run = list(matches)
        places += _found(old, run[0].first, new[run[0].begin : run[-1].end], unit)
    return places


def outline(line_polygon: Points, baseline: Points, words: Sequence[tuple[Points, float, float]], span: Span) -> Points:
    """The part of the line's outline that the span takes. `words`: outlines with their spans, to measure by."""
    (x0, y0), (x1, y1) = baseline[0], baseline[-1]
    length = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1e-6)
    along = ((x1 - x0) / length, (y1 - y0) / length)
    slope, offset = _measure(words or [(baseline, 0.0, 1.0)], along)
    after = _cut(line_polygon, along, slope * span.start + offset, 1)
    return [[round(x, 1), round(y, 1)] for x, y in _cut(after, along, slope * span.end + offset, -1)] or line_polygon


def _matches(old: Sequence[Span], new: Sequence[str], unit: float) -> Iterator[_Match]:
    """The cheapest way from the old words to the new ones, in order."""
    start = _common(old, new)
    tail = min(_common(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    last, end = len(old) - tail, len(new) - tail
    yield from (_Match(i, i + 1, i, i + 1) for i in range(start))
    yield from _cheapest(old, new, _Match(start, last, start, end), unit)
    yield from (_Match(last + i, last + i + 1, end + i, end + i + 1) for i in range(tail))


def _common(old: Sequence[Span], new: Sequence[str]) -> int:
    pairs = zip(old, new, strict=False)
    return next((i for i, (span, text) in enumerate(pairs) if span.text != text), min(len(old), len(new)))


def _cheapest(old: Sequence[Span], new: Sequence[str], part: _Match, unit: float) -> Iterator[_Match]:
    best: dict[tuple[int, int], tuple[float, _Match | None]] = {(part.first, part.begin): (0.0, None)}
    for i in range(part.first, part.last + 1):
        for j in range(part.begin, part.end + 1):
            for olds, news in STEPS:
                before = (i - olds, j - news)
                if before not in best:
                    continue
                match = _Match(i - olds, i, j - news, j)
                cost = best[before][0] + _cost(old, new, match, unit)
                if cost < best.get((i, j), (IMPOSSIBLE, None))[0]:
                    best[i, j] = (cost, match)
    way: list[_Match] = []
    while match := best[(way[-1].first, way[-1].begin) if way else (part.last, part.end)][1]:
        way.append(match)
    return reversed(way)


def _cost(old: Sequence[Span], new: Sequence[str], match: _Match, unit: float) -> float:
    olds, news = [word.text for word in old[match.first : match.last]], list(new[match.begin : match.end])
    if not news:
        return DROPPED
    if not olds:
        low, high = _gap(old, match.first)
        return FOUND - ROOM * min(1.0, (high - low) / max(unit * len(news[0]), 1e-6))
    is_regrouped = len(olds) != len(news)
    if is_regrouped and set(olds) & set(news):
        return IMPOSSIBLE  # a word that did not change keeps its box
    width, wanted = old[match.last - 1].end - old[match.first].start, unit * (sum(map(len, news)) + len(news) - 1)
    misfit = abs(width - wanted) / max(width, wanted, 1e-6)
    changed = Levenshtein.normalized_distance("".join(olds), "".join(news))
    return changed + REGROUPED * is_regrouped + MISFIT * misfit


def _kept(olds: Sequence[Span], first: int, news: Sequence[str]) -> Iterator[Place]:
    """One word for one keeps its box; several share the boxes that were there, by their letters."""
    if len(olds) == len(news) == 1:
        yield Place(news[0], olds[0].start, olds[0].end, first)
    elif news:
        yield from _shared(olds[0].start, olds[-1].end, news)


def _found(old: Sequence[Span], index: int, news: Sequence[str], unit: float) -> Iterator[Place]:
    """New words before the old word `index`: in the gap there, or over its edges where it is narrow."""
    low, high = _gap(old, index)
    half, middle = unit * (sum(map(len, news)) + len(news) - 1) / 2, (low + high) / 2
    if not old:
        half = (high - low) / 2
    if high - low < half:
        least = (old[index - 1].start + low) / 2 if index else 0.0
        most = (old[index].end + high) / 2 if index < len(old) else 1.0
        low, high = max(least, middle - half / 2), min(most, middle + half / 2)
    elif high - low > 2 * half:
        middle = low + half if index == len(old) else high - half if index == 0 else middle
        low, high = middle - half, middle + half
    yield from _shared(low, high, news)


def _shared(low: float, high: float, news: Sequence[str]) -> Iterator[Place]:
    unit = (high - low) / (sum(map(len, news)) + len(news) - 1)
    for text in news:
        yield Place(text, low, low + unit * len(text))
        low += unit * (len(text) + 1)


def _gap(old: Sequence[Span], index: int) -> tuple[float, float]:
    low = old[index - 1].end if index else 0.0
    high = old[index].start if index < len(old) else 1.0
    return (low, high) if low <= high else ((low + high) / 2, (low + high) / 2)


def _letter_width(old: Sequence[Span]) -> float:
    letters = sum(len(word.text) for word in old)
    return sum(word.end - word.start for word in old) / letters if letters else 0.0


def _measure(words: Sequence[tuple[Points, float, float]], along: tuple[float, float]) -> tuple[float, float]:
    """Slope and offset from shares of the picture to distances along the line, by least squares."""
    pairs = list[tuple[float, float]]()
    for polygon, start, end in words:
        at = [_distance(point, along) for point in polygon]
        pairs += [(start, min(at)), (end, max(at))]
    share = sum(s for s, _ in pairs) / len(pairs)
    place = sum(d for _, d in pairs) / len(pairs)
    spread = sum((s - share) ** 2 for s, _ in pairs)
    slope = sum((s - share) * (d - place) for s, d in pairs) / spread if spread else 0.0
    return slope, place - slope * share


def _distance(point: Sequence[float], along: tuple[float, float]) -> float:
    return point[0] * along[0] + point[1] * along[1]


def _cut(polygon: Points, along: tuple[float, float], edge: float, side: int) -> list[tuple[float, float]]:
    """The polygon on one side of a line across the writing (Sutherland and Hodgman 1974)."""
    kept: list[tuple[float, float]] = []
    for before, point in zip((*polygon[-1:], *polygon[:-1]), polygon, strict=True):
        was, now = (side * (_distance(p, along) - edge) for p in (before, point))
        if (was < 0) != (now < 0):
            share = was / (was - now)
            kept.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
        if now >= 0:
            kept.append((point[0], point[1]))
    return kept
