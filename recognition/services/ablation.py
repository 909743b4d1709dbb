"""Measure what each preprocessing step does for reading and for line finding, on a folder of ground truth."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import cv2
import torch

from ..engine.evaluation.ablation import Effect, PageScore, effect, variants
from ..engine.evaluation.errors import ErrorRates
from ..engine.evaluation.layout import count_lines
from ..engine.geometry import transform
from ..engine.imaging.pipeline import STEPS, Prepared
from ..engine.imaging.steps import DEFAULT_STEPS, Value
from ..engine.reader import SHIPPED, Reader
from ..formats.ground_truth import GroundTruthPage, read_ground_truth
from .ablation_scores import KeptScores
from .true_lines import cut_lines, prepared

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


def ablate(request: AblationRequest) -> Iterator[tuple[str, Effect]]:
    """Name and effect of the default pipeline and then of each that differs from it in one step, once all pages are
    measured. Raises FormatError for a folder without ground truth, ValueError for `kept` scores that are damaged."""
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    reader, sample = Reader.load(SHIPPED, calibrated=False), _sample(request)
    pipelines = {DEFAULT: DEFAULT_STEPS} | variants(list(STEPS), DEFAULT_STEPS, request.steps)
    kept = KeptScores(request.kept)
    by_pipeline: dict[str, list[PageScore]] = {name: [] for name in pipelines}
    for truth in sample:  # page by page, so that each is decoded once and what a step leaves as it is is read once
        known: dict[str, PageScore] = {}
        for name, steps in pipelines.items():
            measure = partial(_score, truth, steps, reader, request.settings, known)
            by_pipeline[name].append(kept.get(f"{truth.name} {name}", measure))
    if sample:
        for name, scores in by_pipeline.items():
            yield name, effect(by_pipeline[DEFAULT], scores)


def _sample(request: AblationRequest) -> list[GroundTruthPage]:
    by_collection: dict[str, list[GroundTruthPage]] = {}
    for page in read_ground_truth(request.root, frozenset({request.split})):
        by_collection.setdefault(page.collection, []).append(page)
    sample: list[GroundTruthPage] = []
    for name, pages in by_collection.items():
        if request.collections and name not in request.collections:
            continue
        chosen = [p for p in pages if not request.documents or p.document in request.documents]
        sample += sorted(chosen, key=lambda p: hashlib.sha256(p.name.encode()).digest())[: request.pages or None]
    return sample


def _score(
    truth: GroundTruthPage, steps: Sequence[str], reader: Reader, settings: Mapping[str, Mapping[str, Value]],
    known: dict[str, PageScore],
) -> PageScore:  # fmt: skip
    """`known`: this page's scores by what the steps made of it; most steps leave most pages as they are."""
    picture = prepared(truth, steps, settings)
    made = hashlib.sha256(picture.grey.tobytes() + picture.to_page.tobytes()).hexdigest()
    if made not in known:
        known[made] = _measure(truth, picture, reader)
    return known[made]


def _measure(truth: GroundTruthPage, picture: Prepared, reader: Reader) -> PageScore:
    regions = reader.find_regions(picture.grey)
    found = [replace(line, baseline=transform(line.baseline, picture.to_page)) for r in regions for line in r.lines]
    return PageScore(truth.document, _read(truth, picture, reader), count_lines(truth.page.lines(), found))


def _read(truth: GroundTruthPage, picture: Prepared, reader: Reader) -> ErrorRates:
    """Error rates along the true lines, carried over into the prepared picture."""
    lines = cut_lines(truth, picture, reader)
    strips = [line.strip for line in lines if line.strip is not None]
    readings = iter(reader.read_strips(strips, reader.language(truth.language)))
    rates = ErrorRates()
    for line in lines:
        rates.update(line.text, next(readings).text if line.strip is not None else "")
    return rates
