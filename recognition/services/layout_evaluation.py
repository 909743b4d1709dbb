"""Measure line finding, and reading along found lines, on a folder of ground truth."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..engine.evaluation.layout import LineCounts, count_lines
from ..engine.imaging.decode import read_grey
from ..engine.layout.line_finder import LineFinder
from ..engine.layout.linenet import LineNet
from ..engine.transcription import Region
from ..formats.ground_truth import GroundTruthPage, read_ground_truth

Finder = Callable[[NDArray[np.uint8]], Sequence[Region]]


def found_with_net(net: LineNet, pages: Iterable[GroundTruthPage], device: str) -> dict[str, float]:
    """F1 of the net's lines by collection."""
    finder = LineFinder(net, device)
    counts: dict[str, LineCounts] = {}
    for page in pages:
        grey = read_grey(page.image.read_bytes(), page.name)
        found = [line for region in finder.find_regions(grey) for line in region.lines]
        counts.setdefault(page.collection, LineCounts()).add(count_lines(page.page.lines(), found))
    return {name: c.f1 for name, c in counts.items()}
