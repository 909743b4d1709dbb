"""Lines of handwriting on a page, without a learned model: rows of ink repeat, and each has a crest to follow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..geometry import as_array, as_polygon
from ..transcription import Line, Region
from .baselines import trace_lines
from .canvas import INTERLINE, interline_of, make_canvas
from .columns import split_columns
from .order import paragraphs
from .outlines import outline_lines
from .ownership import own_ink
from .ridges import find_ridges
from .sifting import sift


def find_regions(grey: NDArray[np.uint8]) -> tuple[Region, ...]:
    """Paragraphs and their lines (baseline and polygon, no words) of a page, uint8 (H, W), in reading order and in
    its pixels. Nothing on a page without writing."""
    interline = interline_of(grey)
    if interline <= 0:
        return ()
    canvas = make_canvas(grey, interline)
    traces = split_columns(canvas, trace_lines(canvas, find_ridges(canvas)))
    traces = sift(canvas, traces)
    labels = own_ink(canvas, traces)
    lines = outline_lines(labels, traces, canvas.scale)
    return tuple(region([lines[n] for n in numbers]) for numbers in paragraphs(traces, INTERLINE))


def region(lines: list[Line], kind: str = "paragraph") -> Region:
    """Lines of one paragraph; the region's outline is their bounding box."""
    points = np.concatenate([as_array(line.polygon) for line in lines])
    left, top = points.min(0)
    right, bottom = points.max(0)
    box = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    return Region(tuple(lines), as_polygon(box), kind)
