"""How high and how deep the lines of a page reach: outlines that cannot be right replaced, the others evened out.

Ground truth and other programs give outlines of every kind: slivers along the baseline, boxes over half a page. What
is sure is the baselines: most outlines of a page reach about one interline distance, and one that is far from that
would be cut out at a scale at which nobody can read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..geometry import Floats, arc_length, as_array, as_polygon, resample
from ..transcription import Line, Page

_MIN_UP, _MIN_DOWN_SHARE = 10.0, 0.25
_KNOTS = 12
#: An outline is believed where its height is within these shares of the interline distance.
_LOWEST, _HIGHEST = 0.5, 1.8
#: Reach above and below the baseline, in interline distances, where no outline of the page is believed.
_USUAL_UP, _USUAL_DOWN = 0.68, 0.32


def extent(baseline: Floats, polygon: Floats) -> tuple[float, float]:
    """Height above and depth below the baseline: the upper quartile of the polygon's corners on each side. Above is
    where the letters stand when the baseline is followed, also on a line that is upside down or in the margin."""
    if not len(polygon):
        return 40.0, 16.0
    along = _direction(baseline)
    turn = np.array([[along[0], -along[1]], [along[1], along[0]]], np.float32)
    baseline, polygon = baseline @ turn, polygon @ turn
    order = np.argsort(baseline[:, 0])
    offset = polygon[:, 1] - np.interp(polygon[:, 0], baseline[order, 0], baseline[order, 1])
    above, below = -offset[offset < 0], offset[offset > 0]
    up = max(float(np.percentile(above, 75)) if len(above) else 20.0, _MIN_UP)
    down = max(float(np.percentile(below, 75)) if len(below) else 8.0, up * _MIN_DOWN_SHARE)
    return up, down


def _direction(baseline: Floats) -> tuple[float, float]:
    """Unit vector from the first to the last point of a baseline; to the right where they are the same."""
    x, y = (float(v) for v in baseline[-1] - baseline[0]) if len(baseline) else (1.0, 0.0)
    length = float(np.hypot(x, y))
    return (x / length, y / length) if length else (1.0, 0.0)


def interline(baselines: Sequence[Floats]) -> float | None:
    """Median distance of a baseline to the nearest one above or below it, in pixels; None where no two lie so."""
    distances = [d for i, own in enumerate(baselines) if (d := _nearest(own, baselines, i)) is not None]
    return float(np.median(distances)) if distances else None


def even_outlines(page: Page) -> Page:
    """The page with a band along each baseline for an outline: as high and deep as the geometric mean of the line's own
    outline and the usual one of the page, or as usual where its own is missing or far too thin or tall.

    Lines of one hand are as high as each other, whatever letters they hold; cut at one scale they are read better.
    Baselines that were drawn against the writing are turned.
    """
    page = with_lines(page, as_written)
    lines = [line for line in page.lines() if has_length(line)]
    pitch = interline([as_array(line.baseline) for line in lines])
    if pitch is None:
        return page
    extents = np.array([extent(as_array(line.baseline), as_array(line.polygon)) for line in lines])
    height = extents.sum(1)
    believed = (height >= _LOWEST * pitch) & (height <= _HIGHEST * pitch) & [bool(line.polygon) for line in lines]
    usual = np.median(extents[believed], axis=0) if believed.any() else np.array([_USUAL_UP, _USUAL_DOWN]) * pitch
    even = np.sqrt(usual * np.where(believed[:, None], extents, usual))
    bands = {id(line): band(line, up, down) for line, (up, down) in zip(lines, even.tolist(), strict=True)}
    return with_lines(page, lambda line: bands.get(id(line), line))


def reaching(page: Page, share: float) -> Page:
    """The page with bands for outlines, so much of their heights above and below the baseline."""
    return with_lines(page, lambda line: line_reaching(line, share) if has_length(line) else line)


def line_reaching(line: Line, share: float) -> Line:
    """The same of one line, whose baseline has a length."""
    up, down = extent(as_array(line.baseline), as_array(line.polygon))
    return band(line, share * up, share * down)


def as_written(line: Line) -> Line:
    """The line with a baseline in the direction of its writing. One that runs to the left is of a line upside down if
    most of the outline lies on the side where its letters would stand; else it was drawn from its end."""
    baseline = as_array(line.baseline)
    x, y = _direction(baseline)
    if x >= 0 or abs(y) > -x or not line.polygon:
        return line
    below = (as_array(line.polygon) - baseline[0]) @ np.array([-y, x], np.float32)
    return replace(line, baseline=line.baseline[::-1]) if below.max() > -below.min() else line


def with_lines(page: Page, change: Callable[[Line], Line]) -> Page:
    """The page with each line as it is changed."""
    regions = tuple(replace(region, lines=tuple(change(line) for line in region.lines)) for region in page.regions)
    return replace(page, regions=regions)


def band(line: Line, up: float, down: float) -> Line:
    """The line with the outline that reaches so far above and below its baseline, in pixels."""
    baseline = as_array(line.baseline)
    knots = resample(baseline, max(2, min(_KNOTS, len(baseline) * 2)))
    tangent = np.gradient(knots, axis=0)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], 1)
    normal /= np.hypot(normal[:, 0], normal[:, 1])[:, None] + 1e-6
    outline = np.concatenate([knots - up * normal, (knots + down * normal)[::-1]]).astype(np.float32)
    return replace(line, polygon=as_polygon(outline))


def has_length(line: Line) -> bool:
    return len(line.baseline) > 1 and float(arc_length(as_array(line.baseline))[-1]) >= 8


def _nearest(own: Floats, baselines: Sequence[Floats], place: int) -> float | None:
    """Vertical distance to the nearest other baseline over or under it."""
    xs = np.linspace(float(own[:, 0].min()), float(own[:, 0].max()), 9)[1:-1]
    ys = _height_at(own, xs)
    nearest = None
    for index, other in enumerate(baselines):
        shared = (xs >= other[:, 0].min()) & (xs <= other[:, 0].max())
        if index == place or shared.sum() < 2:
            continue
        distance = float(np.median(np.abs(_height_at(other, xs[shared]) - ys[shared])))
        nearest = distance if nearest is None else min(nearest, distance)
    return nearest


def _height_at(baseline: Floats, xs: NDArray[np.float64]) -> NDArray[np.float64]:
    order = np.argsort(baseline[:, 0])
    heights: NDArray[np.float64] = np.interp(xs, baseline[order, 0], baseline[order, 1])
    return heights
