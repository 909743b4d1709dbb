"""Measure what each preprocessing step does for reading and for line finding, on a folder of ground truth."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from ..engine.evaluation.ablation import Effect, PageScore, effect, variants
from ..engine.evaluation.errors import ErrorRates
from ..engine.evaluation.layout import count_lines
from ..engine.geometry import transform
from ..engine.imaging.decode import Limits, decode_scans
from ..engine.imaging.pipeline import PLAIN, STEPS, Prepared, StepInputs, prepare
from ..engine.imaging.steps import DEFAULT_STEPS, SWITCHES, Value
from ..engine.layout.strips import StripError, cut_strip
from ..engine.reader import SHIPPED, Reader
from ..engine.text import has_editorial_marks
from ..engine.transcription import Line
from ..formats.ground_truth import GroundTruthPage, read_ground_truth
from .ablation_scores import KeptScores
from .evaluation import readable_lines

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class AblationRequest:
    """`pages`: at most so many a collection, 0 for all; those of a smaller sample are among those of a larger. `steps`:
    those to turn on or off. `kept`: file of the scores so far, to go on from; it must be of the same reader."""

    root: Path
    split: str
    collections: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    pages: int = 0
    steps: tuple[str, ...] = tuple(STEPS)
    settings: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    kept: Path | None = None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page to be measured, and its document's pages before and after it."""

    truth: GroundTruthPage
    around: tuple[GroundTruthPage, ...]


def ablate(request: AblationRequest) -> Iterator[tuple[str, Effect]]:
    """Name and effect of the default pipeline and then of each that differs from it in one step, once all pages are
    measured. Raises FormatError for a folder without ground truth, ValueError for `kept` scores that are damaged."""
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    reader, sheets = Reader.load(SHIPPED, calibrated=False), _sample(request)
    pipelines = {DEFAULT: DEFAULT_STEPS} | variants(list(STEPS), DEFAULT_STEPS, request.steps)
    kept = KeptScores(request.kept)
    by_pipeline: dict[str, list[PageScore]] = {name: [] for name in pipelines}
    for sheet in sheets:  # page by page, so that each is decoded once and what a step leaves as it is is read once
        known: dict[str, PageScore] = {}
        for name, steps in pipelines.items():
            measure = partial(_score, sheet, steps, reader, request.settings, known)
            by_pipeline[name].append(kept.get(f"{sheet.truth.name} {name}", measure))
        _image.cache_clear()
    if sheets:
        for name, scores in by_pipeline.items():
            yield name, effect(by_pipeline[DEFAULT], scores)


def _sample(request: AblationRequest) -> list[_Sheet]:
    by_collection: dict[str, list[GroundTruthPage]] = {}
    for page in read_ground_truth(request.root, frozenset({request.split})):
        by_collection.setdefault(page.collection, []).append(page)
    sheets = []
    for name, pages in by_collection.items():
        if request.collections and name not in request.collections:
            continue
        chosen = [p for p in pages if not request.documents or p.document in request.documents]
        drawn = sorted(chosen, key=lambda p: hashlib.sha256(p.name.encode()).digest())[: request.pages or None]
        sheets += [_Sheet(page, _neighbours(page, pages)) for page in drawn]
    return sheets


def _neighbours(page: GroundTruthPage, pages: Sequence[GroundTruthPage]) -> tuple[GroundTruthPage, ...]:
    document = [p for p in pages if p.document == page.document]
    place = [p.name for p in document].index(page.name)
    return tuple(document[i] for i in (place - 1, place + 1) if 0 <= i < len(document))


def _score(
    sheet: _Sheet, steps: Sequence[str], reader: Reader, settings: Mapping[str, Mapping[str, Value]],
    known: dict[str, PageScore],
) -> PageScore:  # fmt: skip
    """`known`: this page's scores by what the steps made of it; most steps leave most pages as they are."""
    both = any(SWITCHES[step].both_sides for step in steps)
    others = [_image(page.image) for page in sheet.around] if both else ()
    prepared = prepare(_image(sheet.truth.image), steps, StepInputs(settings, others) if settings or others else PLAIN)
    made = hashlib.sha256(prepared.grey.tobytes() + prepared.to_page.tobytes()).hexdigest()
    if made not in known:
        known[made] = _measure(sheet.truth, prepared, reader)
    return known[made]


def _measure(truth: GroundTruthPage, prepared: Prepared, reader: Reader) -> PageScore:
    regions = reader.find_regions(prepared.grey)
    found = [replace(line, baseline=transform(line.baseline, prepared.to_page)) for r in regions for line in r.lines]
    return PageScore(truth.document, _read(truth, prepared, reader), count_lines(truth.page.lines(), found))


@cache
def _image(file: Path) -> NDArray[np.uint8]:
    return next(decode_scans(file.read_bytes(), file.name, Limits())).image


def _read(truth: GroundTruthPage, prepared: Prepared, reader: Reader) -> ErrorRates:
    """Error rates along the true lines, carried over into the prepared picture."""
    into = np.asarray(cv2.invertAffineTransform(prepared.to_page), np.float64)
    lines = [(line, text) for line, text in readable_lines(truth) if not has_editorial_marks(text)]
    cut = [(text, _strip(prepared, line, into)) for line, text in lines]
    readings = iter(reader.read_strips([s for _, s in cut if s is not None], reader.language(truth.language)))
    rates = ErrorRates()
    for text, strip in cut:
        rates.update(text, next(readings).text if strip is not None else "")
    return rates


def _strip(prepared: Prepared, line: Line, into: NDArray[np.float64]) -> NDArray[np.uint8] | None:
    moved = replace(line, baseline=transform(line.baseline, into), polygon=transform(line.polygon, into))
    try:
        return cut_strip(prepared.grey, moved).image
    except StripError:
        return None
