"""Readers side by side on the same ground truth: the pilot that a project should start with."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np
import torch
from django.core.files.storage import Storage
from numpy.typing import NDArray

from ..engine.backends.backend import Backend, BackendError, BackendSetup
from ..engine.backends.registry import BACKENDS
from ..engine.confidence.calibration import Calibration, fit_calibration
from ..engine.confidence.foreign import foreign_features, with_confidence
from ..engine.evaluation.confusions import NOTHING, Confusion, confusions
from ..engine.evaluation.placing import words_by_line
from ..engine.imaging.decode import read_grey
from ..engine.text import has_editorial_marks
from ..engine.transcription import Word
from ..formats.ground_truth import GroundTruthPage, read_ground_truth
from .evaluation import LineMeasures
from .reader_calibrations import store_calibration, stored_calibration
from .true_lines import first_lines, readable_lines, true_lines

LINES, PAGES = "lines", "pages"
_MOST_CONFUSIONS = 8


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """`what`: LINES cuts strips along the true baselines, so that reading alone is compared; PAGES gives whole pages
    and lays each word that was read to the true line in which its middle lies. `pages`, `lines`: only so many of each
    collection. `calibrations`: where those of the other readers are kept; without, their own confidences stand."""

    root: Path
    split: str
    engines: Sequence[str]
    calibrations: Storage | None = None
    setup: BackendSetup = field(default_factory=BackendSetup)
    what: str = LINES
    pages: int | None = None
    lines: int | None = None


@dataclass(frozen=True, slots=True)
class LineToRead:
    """A true line of the split; `strip` is None where it cannot be cut."""

    collection: str
    language: str
    text: str
    strip: NDArray[np.uint8] | None


@dataclass(slots=True)
class EngineResult:
    """What one reader did. `surplus`: words it read where there is no true line, PAGES only; they cost it nothing."""

    version: str
    calibrated: bool
    dollars_a_page: float
    pages: int = 0
    seconds: float = 0.0
    surplus: int = 0
    everything: LineMeasures = field(default_factory=LineMeasures)
    collections: dict[str, LineMeasures] = field(default_factory=dict)
    confusions: Counter[Confusion] = field(default_factory=Counter)

    def update(self, collection: str, text: str, words: Sequence[Word]) -> None:
        for measures in (self.everything, self.collections.setdefault(collection, LineMeasures())):
            measures.update(text, words)
        self.confusions.update(confusions(text, " ".join(word.text for word in words)))

    def summary(self) -> dict[str, object]:
        missed = sum(n for (_, read), n in self.confusions.items() if read == NOTHING)
        made_up = sum(n for (true, _), n in self.confusions.items() if true == NOTHING)
        taken = [[*pair, n] for pair, n in self.confusions.most_common() if NOTHING not in pair]
        return {
            "version": self.version,
            **self.everything.summary(),
            "confidence": "calibrated" if self.calibrated else "its own",
            "seconds_a_page": round(self.seconds / max(1, self.pages), 3),
            "lines_per_second": round(self.everything.rates.lines / max(self.seconds, 1e-9), 2),
            "dollars_a_page": self.dollars_a_page,
            "surplus_words": self.surplus,
            "confusions": taken[:_MOST_CONFUSIONS],
            "missed_characters": missed,
            "made_up_characters": made_up,
            "collections": {name: m.summary() for name, m in sorted(self.collections.items())},
        }


def compare(request: CompareRequest) -> dict[str, object]:
    """Every reader on the same lines or pages, one after another, each with one thread; `left_out`: the readers that
    could not read, with the reason. Raises FormatError where the folder is none."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    pages = list(_chosen(request))
    lines = list(lines_to_read(pages)) if request.what == LINES else []
    results: dict[str, EngineResult] = {}
    left_out: dict[str, str] = {}
    for name in request.engines:
        try:
            backend = BACKENDS[name](request.setup)
            kept = None if backend.calibrated else request.calibrations
            calibration = None if kept is None else stored_calibration(kept, backend)
            read = _read_lines(backend, lines) if request.what == LINES else _read_pages(backend, pages)
            results[name] = _measured(backend, read, calibration, len(pages))
        except BackendError as error:
            left_out[name] = str(error)
    return {
        "what": request.what,
        "split": request.split,
        "pages": len(pages),
        "engines": {name: result.summary() for name, result in results.items()},
        "left_out": left_out,
    }


def calibrate_readers(request: CompareRequest) -> dict[str, int]:
    """Fit and keep the confidences of the readers that need it, on the true lines of the request's split; words fitted
    on by reader. A reader that cannot read is passed over: comparing names its reason."""
    lines = list(lines_to_read(_chosen(request)))
    fitted: dict[str, int] = {}
    for name in request.engines:
        try:
            backend = BACKENDS[name](request.setup)
            if backend.calibrated:
                continue
            read = read_lines(backend, lines)
        except BackendError:
            continue
        measures = LineMeasures()
        for line, words in zip(lines, read, strict=True):
            measures.update(line.text, words)
            measures.features.append(foreign_features(words))
        if measures.right:
            calibration = fit_calibration(np.concatenate(measures.features), np.array(measures.right, bool))
            store_calibration(request.calibrations, backend, calibration)
            fitted[name] = calibration.words
    return fitted


def lines_to_read(pages: Iterable[GroundTruthPage]) -> Iterator[LineToRead]:
    for page in pages:
        for line in true_lines(page):
            yield LineToRead(page.collection, page.language, line.text, line.strip)


def read_lines(backend: Backend, lines: Sequence[LineToRead]) -> list[tuple[Word, ...]]:
    """The words of each line, in the order given: one call a language, as starting some readers takes seconds."""
    words: list[tuple[Word, ...]] = [()] * len(lines)
    there = sorted((i for i, line in enumerate(lines) if line.strip is not None), key=lambda i: lines[i].language)
    for language, group in groupby(there, lambda i: lines[i].language):
        some = list(group)
        strips = [strip for i in some if (strip := lines[i].strip) is not None]
        for i, line in zip(some, backend.read_lines(strips, language), strict=True):
            words[i] = line.words
    return words


@dataclass(frozen=True, slots=True)
class _Read:
    """True lines with the words read of each, and how long it took."""

    lines: Sequence[tuple[str, str, Sequence[Word]]]  # collection, true text, words
    seconds: float
    surplus: int = 0


def _read_lines(backend: Backend, lines: Sequence[LineToRead]) -> _Read:
    started = time.monotonic()
    words = read_lines(backend, lines)
    seconds = time.monotonic() - started
    return _Read([(line.collection, line.text, read) for line, read in zip(lines, words, strict=True)], seconds)


def _read_pages(backend: Backend, pages: Sequence[GroundTruthPage]) -> _Read:
    """Words that lie in lines with editorial marks are laid aside with them."""
    found: list[tuple[str, str, Sequence[Word]]] = []
    seconds, surplus = 0.0, 0
    for page in pages:
        grey = read_grey(page.image.read_bytes(), page.image.name)
        started = time.monotonic()
        read = backend.read_page(grey, page.language, page.name)
        seconds += time.monotonic() - started
        true = list(readable_lines(page))
        by_line, extra = words_by_line((w for line in read.lines() for w in line.words), [line for line, _ in true])
        surplus += len(extra)
        for (_, text), words in zip(true, by_line, strict=True):
            if not has_editorial_marks(text):
                found.append((page.collection, text, words))
    return _Read(found, seconds, surplus)


def _measured(backend: Backend, read: _Read, calibration: Calibration | None, pages: int) -> EngineResult:
    calibrated = backend.calibrated or calibration is not None
    result = EngineResult(backend.version, calibrated, backend.dollars_a_page, pages, read.seconds, read.surplus)
    for collection, text, words in read.lines:
        result.update(collection, text, with_confidence(words, calibration) if calibration else words)
    return result


def _chosen(request: CompareRequest) -> Iterator[GroundTruthPage]:
    """The pages to be read: at most so many a collection, and no more than its first lines need."""
    taken: Counter[str] = Counter()
    for page in first_lines(read_ground_truth(request.root, frozenset({request.split})), request.lines):
        if request.pages is None or taken[page.collection] < request.pages:
            taken[page.collection] += 1
            yield page
