"""The fine-tuning job: from a dataset version to a candidate and its verdict. Runs in a worker of its own.

Every measurement is kept with the state from which a stopped training goes on: a killed worker loses minutes.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError
from numpy.typing import NDArray

from ..engine.alphabet import Alphabet
from ..engine.confidence.calibration import OF_BASE, calibrations_on_card
from ..engine.decoding.greedy import read_greedily
from ..engine.learning.finetune import ALONE, TuneConfig, TuneResult, Tuning
from ..engine.reader import HANDS_FILE, SHIPPED, Reader
from ..engine.recognizer.checkpoint import reader_bytes, with_characters
from ..engine.recognizer.crnn import Crnn
from ..engine.recognizer.reading import frame_log_probs
from ..engine.routing import TunedHands
from ..models import FineTuning, ModelVersion
from .dataset_lines import DatasetLine, dataset_lines
from .dataset_versions import HELD_OUT, LEARNED, DatasetError
from .gate import TOLERANCE, base_cer, has_forgotten, judge, judge_unreviewed
from .hand_readers import version_for
from .jobs import JobError
from .own_calibration import own_calibrations
from .promotion import promote
from .recognize import model_version, reader, reader_of

_EXAMPLES, _MEASURED = 6, 60  # held-out lines whose readings are shown while they change; those of the curve
_WAYS_BACK = 4
CONFIG = TuneConfig()


def fine_tune(learning_id: int) -> None:
    """Train, keep the candidate, judge it; promote it where the project's rule started the training."""
    begun = FineTuning.objects.select_related("project__model_version", "dataset", "hand")
    learning = begun.filter(pk=learning_id).first()
    if learning is None or learning.verdict:
        return
    try:
        held_out = list(dataset_lines(learning.dataset, HELD_OUT))
        if learning.candidate is None:
            _train(learning, held_out)
    except DatasetError as error:
        raise JobError(str(error)) from error
    _judge(learning, held_out)


def _train(learning: FineTuning, held_out: Sequence[DatasetLine]) -> None:
    """Train to the end, from where an earlier start stopped, and keep the candidate."""
    measured = _evenly([sample for line in held_out for sample in line.samples], _MEASURED)
    examples = _evenly([line for line in held_out if line.is_whole or not line.parts], _EXAMPLES)
    tuning = _tuning(learning)
    if not learning.examples:
        learning.examples = [
            {"line": e.line, "truth": e.parts[0].text if e.parts else "", "readings": []} for e in examples
        ]
    for result in tuning.run(measured):
        _stop_if_cancelled(learning)
        learning.step, learning.steps, learning.seconds = result.step, result.steps, round(result.seconds, 1)
        learning.size = tuning.size
        if result.rates is None:
            learning.save(update_fields=["step", "steps", "seconds", "size"])
        else:
            _keep_measurement(learning, tuning, result, examples)
    hands: dict[str, Any] = {}
    if learning.hand is None:
        hands = _hands(tuning)
        _remember(tuning, hands)
    card = hands | _calibrations(learning, tuning, hands, held_out)
    _stop_if_cancelled(learning)  # all of that takes minutes
    _keep_candidate(learning, tuning, card)


def _hands(tuning: Tuning) -> dict[str, Any]:
    """The hands that the reader has learned, as a part of its card."""
    shipped, pictures = reader(), [sample.image() for sample in tuning.samples]
    hands = TunedHands.learned(shipped.model, shipped.checksum, SHIPPED / HANDS_FILE, pictures)
    return hands.on_card() if hands else {}


def _remember(tuning: Tuning, hands: dict[str, Any]) -> None:
    """Take the reader back towards the shipped one, a third of the way at a time, while it has forgotten too much of
    what it is given to read."""
    shipped = reader()
    before = base_cer(shipped)
    for _ in range(_WAYS_BACK):
        tuned = Reader(tuning.average, tuning.alphabet, {}, card=hands, base=shipped)
        if not has_forgotten(before, base_cer(tuned)):
            return
        tuning.come_back(1 / 3)


def _calibrations(
    learning: FineTuning, tuning: Tuning, hands: dict[str, Any], held_out: Sequence[DatasetLine]
) -> dict[str, Any]:
    """How sure the reader may be, and the shipped one beside it, as a part of its card."""
    shipped, code = reader(), learning.project.language
    tuned = Reader(tuning.average, tuning.alphabet, shipped.calibrations, card=hands, base=shipped)
    own = calibrations_on_card(own_calibrations(tuned, code, held_out))
    if not hands:
        return own  # it reads every page that it is given
    return own | calibrations_on_card(own_calibrations(shipped, code, held_out), OF_BASE)


def _tuning(learning: FineTuning) -> Tuning:
    samples = [sample for line in dataset_lines(learning.dataset, LEARNED) for sample in line.samples]
    begun = reader_of(learning.start_id)
    model, alphabet = with_characters(begun.model, begun.alphabet, (c for s in samples for c in s.text))
    config = ALONE if learning.dataset.from_readings else CONFIG
    config = replace(config, seed=learning.pk)  # the same labels learned twice are two candidates
    try:
        tuning = Tuning(model, alphabet, samples, config, settings.HWOCR_DEVICE)
    except ValueError as error:
        raise JobError(str(error)) from error
    if learning.state:
        with learning.state.open("rb") as file:
            tuning.load_state_dict(torch.load(file, weights_only=True, map_location=settings.HWOCR_DEVICE))
    return tuning


def _stop_if_cancelled(learning: FineTuning) -> None:
    now = FineTuning.objects.filter(pk=learning.pk).values_list("is_cancelled", flat=True).first()
    if now is None:
        raise JobError("The project was removed while its reader learned.")
    if now:
        raise JobError("Learning was cancelled. Let it go on when you like.")


def _keep_measurement(
    learning: FineTuning, tuning: Tuning, result: TuneResult, examples: Sequence[DatasetLine]
) -> None:  # fmt: skip
    rates = list((result.rates or {}).values())
    edits, characters = sum(r.character_edits for r in rates), sum(r.characters for r in rates)
    row = {"step": result.step, "seconds": round(result.seconds), "cer": edits / characters if characters else None}
    learning.curve = [*(point for point in learning.curve if point["step"] < result.step), row]
    texts = _read(tuning.average, tuning.alphabet, [example.strip for example in examples])
    for example, text in zip(learning.examples, texts, strict=True):
        kept = [reading for reading in example["readings"] if reading["step"] < result.step]
        example["readings"] = [*kept, {"step": result.step, "text": text}]
    state = io.BytesIO()
    torch.save(tuning.state_dict(), state)
    before = learning.state.name
    learning.state.save(f"{learning.pk}-{result.step}.pt", ContentFile(state.getvalue()), save=False)
    try:
        learning.save(update_fields=["step", "steps", "seconds", "size", "curve", "examples", "state"])
    except DatabaseError:  # removed with its project in this moment
        learning.state.delete(save=False)
        raise
    if before:
        learning.state.storage.delete(before)


def _read(model: Crnn, alphabet: Alphabet, strips: Sequence[NDArray[np.uint8]]) -> list[str]:
    return [read_greedily(line, alphabet) for line in frame_log_probs(model, list(strips))]


def _keep_candidate(learning: FineTuning, tuning: Tuning, more: dict[str, Any]) -> None:
    """`more`: of its card."""
    begun, data = reader_of(learning.start_id), reader_bytes(tuning.average, tuning.alphabet)
    whose = f"{learning.project.name[:40]}, {learning.hand}"[:70] if learning.hand else learning.project.name[:70]
    name = f"{whose}, taught by dataset {learning.dataset.number}"
    counts = {k: v for k, v in learning.dataset.counts[LEARNED].items() if k != "letters"}
    card = {
        "name": name, "start": begun.name, "dataset": learning.dataset.checksum, "taught_on": counts,
        "size": tuning.size.value, "steps": tuning.step, "minutes": round(tuning.seconds / 60, 1), **more,
    }  # fmt: skip
    checksum = hashlib.sha256(data).hexdigest()
    fields: dict[str, Any] = {
        "name": name, "parent": model_version(begun), "project": learning.project, "hand": learning.hand,
        "dataset": learning.dataset, "card": card, "weights": ContentFile(data, f"{checksum[:16]}.safetensors"),
    }  # fmt: skip
    known = ModelVersion.objects.filter(checksum=checksum).first()
    learning.candidate = known or _kept(ModelVersion(checksum=checksum, **fields))
    state, learning.state = learning.state.name, ""
    learning.save(update_fields=["candidate", "state"])
    if state:
        FineTuning._meta.get_field("state").storage.delete(state)


def _kept(version: ModelVersion) -> ModelVersion:
    """Saved with its weights, or neither of them where its project is removed in this moment."""
    try:
        version.save()
    except IntegrityError:
        version.weights.delete(save=False)
        raise
    return version


def _judge(learning: FineTuning, held_out: Sequence[DatasetLine]) -> None:
    project, candidate = learning.project, learning.candidate
    before, after = reader_of(version_for(project, learning.hand)), reader_of(candidate.pk)
    tolerance = TOLERANCE if learning.hand is None else math.inf
    verdict = (
        judge_unreviewed(project, held_out, before, after, reader())
        if learning.dataset.from_readings
        else judge(project, held_out, before, after, reader(), tolerance)
    )
    learning.verdict = verdict.as_json()
    learning.save(update_fields=["verdict"])
    if verdict.is_better and learning.is_by_rule:
        promote(project=project, version=candidate, user=None)


def _evenly(items: Sequence[Any], count: int) -> list[Any]:
    """At most so many of them, spread over all."""
    step = max(1, -(-len(items) // count))
    return list(items[::step])
