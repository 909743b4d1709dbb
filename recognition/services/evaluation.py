"""Measure the reader on true lines of a folder of ground truth, and fit its calibration on another split."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from ..engine.confidence.calibration import Calibration, fit_calibration
from ..engine.confidence.features import word_features
from ..engine.decoding.alignment import AlignmentError
from ..engine.evaluation.confidence import auroc, expected_calibration_error, right_words
from ..engine.evaluation.errors import ErrorRates
from ..engine.evaluation.true_words import cut_true_words
from ..engine.reader import Reader
from ..engine.recognizer.reading import frame_log_probs
from ..engine.text import has_editorial_marks, normalise
from ..engine.transcription import Word
from ..formats.ground_truth import GroundTruthPage, read_ground_truth
from .true_lines import first_lines, readable_lines, true_lines
from .workers import workers

LINES, WORDS = "lines", "words"


@dataclass(slots=True)
class LineMeasures:
    """Sums over lines. `features` and `right`: one row a read word. `left_out`: lines with editorial marks.
    `tuned_pages`: read by a tuned reader itself and not by its base."""

    rates: ErrorRates = field(default_factory=ErrorRates)
    confidence: list[float] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    features: list[np.ndarray[Any, np.dtype[np.float64]]] = field(default_factory=list)
    left_out: int = 0
    tuned_pages: int = 0

    def update(self, text: str, words: Sequence[Word]) -> None:
        """Add a line: its true text, normalised, and the words that were read."""
        read = [normalise(word.text) for word in words]
        self.rates.update(text, " ".join(read))
        self.right += right_words(text.split(), read)
        self.confidence += [word.confidence or 0.0 for word in words]

    def add(self, other: LineMeasures) -> None:
        self.rates.add(other.rates)
        self.confidence += other.confidence
        self.right += other.right
        self.features += other.features
        self.left_out += other.left_out
        self.tuned_pages += other.tuned_pages

    def summary(self) -> dict[str, float | int | None]:
        confidence, right = np.array(self.confidence), np.array(self.right, bool)
        ranking = auroc(confidence, right)
        return {
            "cer": round(self.rates.cer, 4),
            "wer": round(self.rates.wer, 4),
            "lines": self.rates.lines,
            "words": self.rates.words,
            "auroc": None if ranking is None else round(ranking, 4),
            "ece": round(expected_calibration_error(confidence, right), 4),
            "left_out": self.left_out,
            "tuned_pages": self.tuned_pages,
        }


def evaluate_lines(
    root: Path, split: str, weights: Path, lines: int | None = None, processes: int | None = None,
    with_language: bool = True, what: str = LINES,
) -> dict[str, object]:  # fmt: skip
    """Error rates and confidence quality by collection and over all: of lines read along the true baselines, or of
    WORDS, each by the picture cut from its line alone, which then counts as a line.

    `lines` takes only the first so many of each collection. Without `processes` one a core, each with one thread;
    with one, the caller's. The language is that of each page in the index; `with_language` off reads the picture alone.
    """
    pages = list(first_lines(read_ground_truth(root, frozenset({split})), lines))
    with workers(processes) as pool:
        codes = sorted({page.language for page in pages}) if with_language else ["none"]
        list(pool.map(_warm_up, repeat(weights, pool.count), repeat(codes)))
        started = time.monotonic()
        measured = list(pool.map(_MEASURE[what], pages, repeat(weights), repeat(True), repeat(with_language)))
        seconds = time.monotonic() - started
    collections: dict[str, LineMeasures] = {}
    everything = LineMeasures()
    for page, measures in zip(pages, measured, strict=True):
        collections.setdefault(page.collection, LineMeasures()).add(measures)
        everything.add(measures)
    summaries = {name: m.summary() for name, m in sorted(collections.items())}
    speed = everything.rates.lines / max(seconds, 1e-9)
    return {"collections": summaries, **everything.summary(), "lines_per_second": round(speed, 2)}


def calibrate(
    root: Path, split: str, weights: Path, with_language: bool, processes: int | None = None
) -> Calibration:  # fmt: skip
    """The calibration of the weights on a split whose documents they were not trained on. Raises ValueError where
    nothing was read."""
    pages = list(read_ground_truth(root, frozenset({split})))
    everything = LineMeasures()
    with workers(processes) as pool:
        for measures in pool.map(_measure_page, pages, repeat(weights), repeat(False), repeat(with_language)):
            everything.add(measures)
    return fit_calibration(np.concatenate(everything.features), np.array(everything.right, bool))


def measure_page(truth: GroundTruthPage, reader: Reader, with_language: bool = True) -> LineMeasures:
    """A page read by the reader that its hand asks for, see `Reader.for_page`."""
    lines = true_lines(truth, reader)
    strips = [line.strip for line in lines if line.strip is not None]
    chosen = reader.for_page(strips)
    measures = LineMeasures(
        left_out=sum(has_editorial_marks(text) for _, text in readable_lines(truth)),
        tuned_pages=int(chosen.base is not None),
    )
    readings = iter(chosen.read_strips(strips, chosen.language(truth.language) if with_language else None))
    for line in lines:
        if line.strip is None:
            measures.update(line.text, ())
            continue
        reading = next(readings)
        measures.update(line.text, reading.words)
        measures.features.append(word_features(reading.decoded))
    return measures


def _measure_page(truth: GroundTruthPage, weights: Path, calibrated: bool, with_language: bool) -> LineMeasures:
    return measure_page(truth, loaded_reader(weights, calibrated), with_language)


def _measure_words(truth: GroundTruthPage, weights: Path, calibrated: bool, with_language: bool) -> LineMeasures:
    """Lines whose text does not fit their picture are left out."""
    reader = loaded_reader(weights, calibrated)
    lines = [(line.text, line.strip) for line in true_lines(truth, reader) if line.strip is not None]
    reader = reader.for_page([strip for _, strip in lines])
    measures = LineMeasures(tuned_pages=int(reader.base is not None))
    language = reader.language(truth.language) if with_language else None
    frames = frame_log_probs(reader.model, [strip for _, strip in lines])
    words: list[tuple[str, NDArray[np.uint8]]] = []
    for (text, strip), log_probs in zip(lines, frames, strict=True):
        try:
            words += cut_true_words(strip, log_probs, reader.alphabet, text)
        except AlignmentError:
            measures.left_out += 1
    for (text, _), word in zip(words, reader.read_words([picture for _, picture in words], language), strict=True):
        measures.update(text, [word] if word else [])
    return measures


_MEASURE = {LINES: _measure_page, WORDS: _measure_words}


@cache
def loaded_reader(weights: Path, calibrated: bool) -> Reader:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    return Reader.load(weights, calibrated=calibrated)


def _warm_up(weights: Path, codes: Sequence[str]) -> None:
    reader = loaded_reader(weights, True)
    for code in codes:
        for one in (reader, reader.base):
            if one:
                one.language(code)
