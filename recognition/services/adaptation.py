"""Fine-tune the reader on some lines of a folder of ground truth, to measure what so many corrections teach it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ..engine.learning.cutting import word_samples
from ..engine.learning.finetune import TuneConfig, TuneResult, Tuning
from ..engine.learning.samples import Sample
from ..engine.reader import CALIBRATION_FILES, CARD_FILE, SHIPPED, WEIGHTS_FILE
from ..engine.recognizer.checkpoint import load_reader, save_reader, with_characters
from ..formats.ground_truth import read_ground_truth
from .training import cut_page


@dataclass(frozen=True, slots=True)
class AdaptRequest:
    """`lines`: how many are drawn, by `seed`, from the split. `words`: learn from single words cut out of them.
    `output`: becomes a folder of weights as `Reader.load` takes it."""

    root: Path
    split: str
    lines: int
    output: Path
    words: bool = False
    weights: Path = SHIPPED
    device: str = "cpu"
    tune: TuneConfig = field(default_factory=TuneConfig)


def adapt(request: AdaptRequest) -> Iterator[TuneResult]:
    """Fine-tune to the end, yielding how far it is; with the last result the folder is written. Raises ValueError
    where the split has too few lines."""
    model, alphabet = load_reader(request.weights / WEIGHTS_FILE)
    chosen = _drawn(request)
    samples = list(word_samples(chosen, model, alphabet)) if request.words else chosen
    model, alphabet = with_characters(model, alphabet, (c for s in samples for c in s.text))
    tuning = Tuning(model, alphabet, samples, (), request.tune, request.device)
    for result in tuning.run(()):
        if result.step == result.steps:
            _write(request, tuning)
        yield result


def _drawn(request: AdaptRequest) -> list[Sample]:
    pages = read_ground_truth(request.root, frozenset({request.split}))
    lines = [line for page in pages for line in cut_page(page)]
    if len(lines) < request.lines:
        raise ValueError(f"The split “{request.split}” has {len(lines)} lines; ask for no more than that.")
    order = np.random.default_rng(request.tune.seed).permutation(len(lines))
    return [lines[i] for i in order[: request.lines]]


def _write(request: AdaptRequest, tuning: Tuning) -> None:
    request.output.mkdir(parents=True, exist_ok=True)
    save_reader(request.output / WEIGHTS_FILE, tuning.average, tuning.alphabet)
    base = json.loads((request.weights / CARD_FILE).read_text("utf-8"))
    card = {
        "name": f"{base['name']} tuned {datetime.now(UTC):%Y-%m-%d}",
        "start": base["name"],
        "network": base["network"],
        "tuned_on": {"split": request.split, "lines": request.lines, "words": request.words, "seed": request.tune.seed},
        "size": tuning.size,
        "steps": tuning.step,
        "minutes": round(tuning.seconds / 60, 1),
    }
    (request.output / CARD_FILE).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")
    for name in CALIBRATION_FILES.values():
        shutil.copyfile(request.weights / name, request.output / name)
