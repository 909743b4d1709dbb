"""Lines for readers that give words alone: a baseline along the words' feet, an outline around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from ..geometry import as_array, bounds
from ..transcription import Line, Page, Point, Polygon, Region, Word

_SLOPED_FROM = 3  # words: the feet of fewer say more of their descenders than of the line


def box(left: float, top: float, right: float, bottom: float) -> Polygon:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def line_of(words: Sequence[Word]) -> Line:
    """The line of at least one word. Its baseline is the straight line nearest to the words' lowest points."""
    boxes = np.array([bounds(word.polygon) for word in words])
    left, right = float(boxes[:, 0].min()), float(boxes[:, 2].max())
    middles, feet = (boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3]
    slope = 0.0
    if len(words) >= _SLOPED_FROM and np.ptp(middles) > 0:
        slope = float(np.polyfit(middles, feet, 1)[0])
    height = float(np.median(feet - slope * middles))
    corners = as_array(point for word in words for point in word.polygon)
    below = corners[:, 1] - (slope * corners[:, 0] + height)
    start, end = (left, slope * left + height), (right, slope * right + height)
    up, down = float(below.min()), float(below.max())
    return Line((start, end), (_down(start, up), _down(end, up), _down(end, down), _down(start, down)), tuple(words))


def strip_line(words: Sequence[Word], width: int, height: int) -> Line:
    """The line of a straightened strip: its outline is the strip."""
    polygon = box(0.0, 0.0, float(width), float(height))
    return Line(line_of(words).baseline if words else (), polygon, tuple(words))


def page_of(blocks: Iterable[Sequence[Line]], width: int, height: int, name: str) -> Page:
    """The page of lines by block; ids are counted through it."""
    regions: list[Region] = []
    number = 0
    for block in blocks:
        lines = []
        for line in block:
            words = tuple(replace(word, id=f"l{number}w{i}") for i, word in enumerate(line.words))
            lines.append(replace(line, words=words, id=f"l{number}"))
            number += 1
        if lines:
            edges = box(*bounds(point for line in lines for point in line.polygon))
            regions.append(Region(tuple(lines), edges, id=f"r{len(regions)}"))
    return Page(name, width, height, tuple(regions))


def _down(point: Point, by: float) -> Point:
    return point[0], point[1] + by
