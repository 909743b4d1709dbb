"""Lines of handwriting on a page, without a learned model: rows of ink repeat, and each has a crest to follow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..transcription import Region
from .baselines import trace_lines
from .canvas import interline_of, make_canvas
from .outlines import outline
from .ownership import keep_distinct, own_ink
from .ridges import find_ridges


def find_regions(grey: NDArray[np.uint8]) -> tuple[Region, ...]:
    """Paragraphs and their lines (baseline and polygon, no words) of a page, uint8 (H, W), in reading order and in
    its pixels. Nothing on a page without writing."""
    interline = interline_of(grey)
    if interline <= 0:
        return ()
    canvas = make_canvas(grey, interline)
    traces = keep_distinct(canvas, trace_lines(canvas, find_ridges(canvas)))
    traces.sort(key=lambda t: float(np.median(t.y)))
    labels = own_ink(canvas, traces)
    lines = tuple(outline(labels, n, t, canvas.scale) for n, t in enumerate(traces, 1))
    return (Region(lines),) if lines else ()
