"""Lines for readers that read pages and are paid by the page: many strips below each other on one sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..geometry import bounds
from ..transcription import Line, Page, Word
from .backend import Image
from .lines import strip_line

LINES_A_SHEET = 25
_GAP_SHARE = 0.5  # of a strip's height, left free around each


@dataclass(frozen=True, slots=True)
class _Place:
    """Of a strip on its sheet, in pixels."""

    left: int
    top: int
    width: int
    height: int

    def has(self, x: float, y: float) -> bool:
        gap = self.height * _GAP_SHARE / 2
        return self.top - gap <= y < self.top + self.height + gap and x < self.left + self.width + gap


def read_on_sheets(read_page: Callable[[Image], Page], strips: Sequence[Image]) -> list[Line]:
    """Each strip's words, read from sheets of LINES_A_SHEET; a word belongs to the strip in which its middle lies."""
    lines: list[Line] = []
    for start in range(0, len(strips), LINES_A_SHEET):
        some = strips[start : start + LINES_A_SHEET]
        sheet, places = _sheet(some)
        words = [word for line in read_page(sheet).lines() for word in line.words if word.polygon]
        lines += [_line(place, words) for place in places]
    return lines


def _sheet(strips: Sequence[Image]) -> tuple[Image, list[_Place]]:
    """The strips on paper of their own brightness, uint8 (H, W)."""
    places = list(_places(strips))
    paper = int(np.median([np.percentile(strip, 80) for strip in strips]))
    gap = places[0].left
    width, height = max(p.left + p.width for p in places) + gap, places[-1].top + places[-1].height + gap
    sheet = np.full((height, width), paper, np.uint8)
    for place, strip in zip(places, strips, strict=True):
        sheet[place.top : place.top + place.height, place.left : place.left + place.width] = strip
    return sheet, places


def _places(strips: Sequence[Image]) -> Iterator[_Place]:
    gap = round(strips[0].shape[0] * _GAP_SHARE)
    top = gap
    for strip in strips:
        height, width = strip.shape
        yield _Place(gap, top, width, height)
        top += height + round(height * _GAP_SHARE)


def _line(place: _Place, words: Sequence[Word]) -> Line:
    own = []
    for word in words:
        left, top, right, bottom = bounds(word.polygon)
        if place.has((left + right) / 2, (top + bottom) / 2):
            moved = tuple((x - place.left, y - place.top) for x, y in word.polygon)
            own.append(replace(word, polygon=moved, id=""))
    return strip_line(sorted(own, key=lambda w: bounds(w.polygon)[0]), place.width, place.height)
