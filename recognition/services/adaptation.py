"""Fine-tune the reader on some lines of a folder of ground truth, to measure what so many corrections teach it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import numpy as np

from ..engine.evaluation.aligned_words import aligned
from ..engine.language import adapt_languages
from ..engine.learning.cutting import part_samples
from ..engine.learning.finetune import TuneConfig, TuneResult, Tuning
from ..engine.learning.parts import WordPlace, known_parts
from ..engine.learning.samples import Sample
from ..engine.reader import (
    BASE,
    CALIBRATION_FILES,
    CARD_FILE,
    HANDS_FILE,
    LANGUAGES,
    SHIPPED,
    WEIGHTS_FILE,
    LineReading,
    Reader,
)  # fmt: skip
from ..engine.recognizer.checkpoint import save_reader, with_characters
from ..engine.routing import TunedHands
from ..engine.text import normalise
from ..formats.ground_truth import read_ground_truth
from .dataset_versions import SURE_ENOUGH, VERY_SURE
from .packed_lines import samples_of
from .true_lines import true_lines


@dataclass(frozen=True, slots=True)
class AdaptRequest:
    """`lines`: how many are drawn, by `seed`, from the split. `words`: learn only the words of them about which the
    base is less sure than `asked`, as a reviewer leaves them. `readings`: learn no label at all, only the words that
    the base is surer of than not, as before a review. `output`: becomes a folder of weights as `Reader.load` takes
    it."""

    root: Path
    split: str
    lines: int
    output: Path
    words: bool = False
    weights: Path = SHIPPED
    device: str = "cpu"
    tune: TuneConfig = field(default_factory=TuneConfig)
    asked: float = 0.98
    readings: bool = False


@dataclass(frozen=True, slots=True)
class DrawnLine:
    sample: Sample
    language: str


def adapt(request: AdaptRequest) -> Iterator[TuneResult]:
    """Fine-tune to the end, yielding how far it is; with the last result the folder is written. Raises ValueError
    where the split has too few lines."""
    base = Reader.load(request.weights, request.device)
    chosen = drawn_lines(request, base)
    learned = list(_known(chosen, base, request)) if request.words or request.readings else chosen
    samples = [line.sample for line in learned]
    model, alphabet = with_characters(base.model, base.alphabet, (c for s in samples for c in s.text))
    tuning = Tuning(model, alphabet, samples, request.tune, request.device)
    for result in tuning.run(()):
        if result.step == result.steps:
            _write(request, tuning, base, [line.sample for line in chosen])
            _write_languages(request, [] if request.readings else learned)
        yield result


def drawn_lines(request: AdaptRequest, base: Reader) -> list[DrawnLine]:
    """What the request learns from, in the order of their pages, cut as the base reads them."""
    pages = read_ground_truth(request.root, frozenset({request.split}))
    lines = [DrawnLine(sample, page.language) for page in pages for sample in samples_of(page, true_lines(page, base))]
    if len(lines) < request.lines:
        raise ValueError(f"The split “{request.split}” has {len(lines)} lines; ask for no more than that.")
    order = np.random.default_rng(request.tune.seed).permutation(len(lines))
    return [lines[i] for i in sorted(order[: request.lines])]


def _known(lines: Sequence[DrawnLine], base: Reader, request: AdaptRequest) -> Iterator[DrawnLine]:
    """What of the lines can be learned once a reviewer has mended the words that the base doubts: runs of mended words,
    and of words of which it is very sure beside them. Before any review: runs of words that it is sure of."""
    for code, group in groupby(sorted(lines, key=lambda line: line.language), key=lambda line: line.language):
        own = list(group)
        strips = [line.sample.image() for line in own]
        for line, strip, reading in zip(own, strips, base.read_strips(strips, base.language(code)), strict=True):
            width, text = strip.shape[1], line.sample.text
            places = _sure(reading, width) if request.readings else _places(reading, text, width, request.asked)
            parts = known_parts(list(places))
            yield from (DrawnLine(sample, code) for sample in part_samples(line.sample, strip, parts))


def _places(reading: LineReading, truth: str, width: int, asked: float) -> Iterator[WordPlace]:
    read = [word.text for word in reading.words]
    for word, true, (start, end) in zip(reading.words, aligned(read, truth), reading.spans, strict=True):
        is_asked = (word.confidence or 0.0) < asked
        is_known = is_asked or (word.confidence or 0.0) >= VERY_SURE
        text = true if is_asked else normalise(word.text)
        yield WordPlace(text if is_known else None, start / width, end / width, is_confirmed=is_asked)


def _sure(reading: LineReading, width: int) -> Iterator[WordPlace]:
    for word, (start, end) in zip(reading.words, reading.spans, strict=True):
        is_sure = (word.confidence or 0.0) >= SURE_ENOUGH
        yield WordPlace(normalise(word.text) if is_sure else None, start / width, end / width)


def _write(request: AdaptRequest, tuning: Tuning, base: Reader, lines: Sequence[Sample]) -> None:
    output = request.output
    output.mkdir(parents=True, exist_ok=True)
    save_reader(output / WEIGHTS_FILE, tuning.average, tuning.alphabet)
    strips = [line.image() for line in lines]
    hands = TunedHands.learned(base.model, base.checksum, request.weights / HANDS_FILE, strips)
    card = {
        "name": f"{base.name} tuned {datetime.now(UTC):%Y-%m-%d}",
        "start": base.name,
        "network": base.card["network"],
        "tuned_on": {
            "split": request.split,
            "lines": request.lines,
            "words": request.words,
            "readings": request.readings,
            "seed": request.tune.seed,
        },
        "size": tuning.size,
        "steps": tuning.step,
        "minutes": round(tuning.seconds / 60, 1),
    } | (hands.on_card() if hands else {})
    (output / CARD_FILE).write_text(json.dumps(card, ensure_ascii=False) + "\n", "utf-8")
    for name in CALIBRATION_FILES.values():
        shutil.copyfile(request.weights / name, output / name)
    if hands:
        (output / BASE).mkdir(exist_ok=True)
        for name in (WEIGHTS_FILE, CARD_FILE, HANDS_FILE, *CALIBRATION_FILES.values()):
            shutil.copyfile(request.weights / name, output / BASE / name)


def _write_languages(request: AdaptRequest, learned: Sequence[DrawnLine]) -> None:
    """The languages of the base, changed by what the lines say."""
    own = request.weights / LANGUAGES
    texts: dict[str, list[str]] = {}
    for line in learned:
        texts.setdefault(line.language, []).append(line.sample.text)
    adapt_languages(own if own.is_dir() else SHIPPED / LANGUAGES, texts, request.output / LANGUAGES)
