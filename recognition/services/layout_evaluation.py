"""Measure line finding, and reading along the lines found, on a folder of ground truth."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from ..engine.evaluation.errors import ErrorRates
from ..engine.evaluation.layout import LineCounts, count_lines, matched_lines
from ..engine.imaging.decode import read_grey
from ..engine.imaging.steps import DEFAULT_STEPS
from ..engine.layout.line_finder import LineFinder
from ..engine.layout.projection import find_regions
from ..engine.text import has_editorial_marks, normalise
from ..engine.transcription import Region
from ..formats.ground_truth import GroundTruthPage, read_ground_truth
from .evaluation import loaded_reader
from .true_lines import first_lines, readable_lines, step_inputs
from .workers import workers

#: The net of the weights' folder, or the ridges of ink.
NET, RIDGES = "net", "ridges"
Finder = Callable[[NDArray[np.uint8]], Sequence[Region]]


@dataclass(slots=True)
class LayoutMeasures:
    """Sums over pages; `seconds` of processor time with one thread."""

    counts: LineCounts = field(default_factory=LineCounts)
    pages: int = 0
    seconds: float = 0.0

    def add(self, other: LayoutMeasures) -> None:
        self.counts.add(other.counts)
        self.pages += other.pages
        self.seconds += other.seconds

    def summary(self) -> dict[str, float | int]:
        seconds = round(self.seconds / max(1, self.pages), 3)
        return {**self.counts.summary(), "pages": self.pages, "seconds_per_page": seconds}


@dataclass(slots=True)
class PageMeasures:
    """Sums over pages: `rates` with each true line against the one found in its place, all of a lost line missed, all
    of an invented one too much. Lines with editorial marks count on neither side."""

    rates: ErrorRates = field(default_factory=ErrorRates)
    lines: int = 0
    lost: int = 0
    invented: int = 0

    def add(self, other: PageMeasures) -> None:
        self.rates.add(other.rates)
        self.lines += other.lines
        self.lost += other.lost
        self.invented += other.invented

    def summary(self) -> dict[str, float | int]:
        rates = {"cer": round(self.rates.cer, 4), "wer": round(self.rates.wer, 4)}
        return {**rates, "lines": self.lines, "lost": self.lost, "invented": self.invented}


def evaluate_layout(
    root: Path, split: str, weights: Path, method: str = NET, pages: int | None = None, processes: int | None = None
) -> dict[str, object]:
    """Lines found by the net or by ridges against the true ones, by collection and over all; `pages` takes only the
    first so many of each collection."""
    chosen = first_pages(root, split, pages)
    with workers(processes) as pool:
        measured = list(pool.map(measure_layout, chosen, repeat(weights), repeat(method)))
    collections: dict[str, LayoutMeasures] = {}
    everything = LayoutMeasures()
    for page, measures in zip(chosen, measured, strict=True):
        collections.setdefault(page.collection, LayoutMeasures()).add(measures)
        everything.add(measures)
    return {"collections": {n: m.summary() for n, m in sorted(collections.items())}, **everything.summary()}


def evaluate_pages(
    root: Path, split: str, weights: Path, lines: int | None = None, processes: int | None = None,
    with_language: bool = True,
) -> dict[str, object]:  # fmt: skip
    """Error rates of whole pages, found and read by the reader as projects do, by collection and over all."""
    chosen = list(first_lines(read_ground_truth(root, frozenset({split})), lines))
    with workers(processes) as pool:
        measured = list(pool.map(_measure_page, chosen, repeat(weights), repeat(with_language)))
    collections: dict[str, PageMeasures] = {}
    everything = PageMeasures()
    for page, measures in zip(chosen, measured, strict=True):
        collections.setdefault(page.collection, PageMeasures()).add(measures)
        everything.add(measures)
    return {"collections": {n: m.summary() for n, m in sorted(collections.items())}, **everything.summary()}


def first_pages(root: Path, split: str, most: int | None) -> list[GroundTruthPage]:
    taken: dict[str, list[GroundTruthPage]] = {}
    for page in read_ground_truth(root, frozenset({split})):
        taken.setdefault(page.collection, []).append(page)
    return [page for pages in taken.values() for page in pages[:most]]


def measure_layout(truth: GroundTruthPage, weights: Path, method: str) -> LayoutMeasures:
    find = finder(weights, method)
    grey = read_grey(truth.image.read_bytes(), truth.name)
    started = time.process_time()
    found = [line for region in find(grey) for line in region.lines]
    seconds = time.process_time() - started
    return LayoutMeasures(count_lines(truth.page.lines(), found), 1, seconds)


@cache
def finder(weights: Path, method: str) -> Finder:
    """Raises OSError where the folder has no line net."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    if method == RIDGES:
        return find_regions
    net = LineFinder.load(weights)
    if net is None:
        raise FileNotFoundError(f"{weights} has no line net; measure the ridges, or train one with train_lines.")
    return net.find_regions


def _measure_page(truth: GroundTruthPage, weights: Path, with_language: bool) -> PageMeasures:
    reader = loaded_reader(weights, True)
    grey = read_grey(truth.image.read_bytes(), truth.name)
    language = truth.language if with_language else ""
    found = list(reader.read_page(grey, DEFAULT_STEPS, truth.name, language, inputs=step_inputs(truth)).page.lines())
    true = list(readable_lines(truth))
    matches = matched_lines([line for line, _ in true], found)
    measures = PageMeasures()
    for place, (_, text) in enumerate(true):
        if has_editorial_marks(text):
            continue
        measures.lines += 1
        measures.lost += place not in matches
        measures.rates.update(text, normalise(found[matches[place]].text) if place in matches else "")
    for place in set(range(len(found))) - set(matches.values()):
        measures.invented += 1
        measures.rates.update("", normalise(found[place].text))
    return measures
