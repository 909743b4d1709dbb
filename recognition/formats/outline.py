"""Whole pixels for formats that want them: corners rounded half up, kept on the page."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from math import ceil, floor

from ..engine.transcription import Line, Point, Polygon, Region

Pixel = tuple[int, int]
Box = tuple[int, int, int, int]


def on_page(points: Iterable[Point], width: int, height: int) -> tuple[Pixel, ...]:
    """Rounded points inside 0..width, 0..height (0: unknown, so unlimited), no point twice in a row."""
    pixels = [(_kept(x, width), _kept(y, height)) for x, y in points]
    return tuple(pixel for pixel, _ in groupby(pixels))


def area(polygon: Polygon, width: int, height: int) -> tuple[Pixel, ...]:
    """As on_page, and never less than three different corners: what is thinner becomes a box. Needs one point."""
    corners = on_page(polygon, width, height)
    if len(set(corners)) >= 3:
        return corners
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    left, right = _widened(min(xs), max(xs), width)
    top, bottom = _widened(min(ys), max(ys), height)
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def line_outline(line: Line) -> Polygon:
    """What is known of where the line stands."""
    return line.polygon or line.baseline


def region_outline(region: Region) -> Polygon:
    """The region's own outline, else the corners of its lines."""
    return region.polygon or tuple(corner for line in region.lines for corner in line_outline(line))


def box(polygon: Polygon) -> Box:
    """left, top, right, bottom of the whole pixels that hold the polygon. Needs one point."""
    xs, ys = [x for x, _ in polygon], [y for _, y in polygon]
    return floor(min(xs)), floor(min(ys)), ceil(max(xs)), ceil(max(ys))


def _kept(value: float, limit: int) -> int:
    pixel = max(0, floor(value + 0.5))
    return min(pixel, limit) if limit else pixel


def _widened(low: int, high: int, limit: int) -> tuple[int, int]:
    """At least one pixel between the two, to the left where the page ends on the right."""
    if high > low:
        return low, high
    return (low - 1, low) if limit and low >= limit else (low, low + 1)
