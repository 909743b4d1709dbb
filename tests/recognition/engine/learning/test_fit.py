"""The whole path from samples to a trained reader, on lines small enough for a unit test."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from recognition.engine.alphabet import Alphabet
from recognition.engine.learning.augmentation import AugmentConfig, augment
from recognition.engine.learning.fit import FitConfig, Fitting, readable
from recognition.engine.learning.samples import Sample, load_samples, save_samples
from recognition.engine.learning.sampling import collection_shares, rounds
from recognition.engine.recognizer.crnn import INPUT_HEIGHT, Crnn, CrnnConfig


def printed(text: str, collection: str = "a", writer: str = "w", split: str = "train") -> Sample:
    strip = np.full((INPUT_HEIGHT, 24 + 26 * len(text)), 230, np.uint8)
    cv2.putText(strip, text, (8, 36), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 30, 3)
    _, jpeg = cv2.imencode(".jpg", strip)
    return Sample(jpeg.tobytes(), text, f"{text}#{writer}", writer, collection, split, strip.shape[1])


LINES = [printed(t) for t in ("lamp", "map", "palm", "lap", "amp", "pal")]
STILL = AugmentConfig(warp=0, stroke=0, fade=0, blur=0, noise=0, ghost=0, intrude=0, mask=0)
#: With a clock that ticks once a call a batch takes a second: sixty batches a minute on any machine.
TINY = FitConfig(minutes=1.5, learning_rate=6e-3, round_size=12, columns=1500, writer_cap=1.0, validate_minutes=0.3,
                 ema=0.9, weight_decay=0.0, augment=STILL)  # fmt: skip


def fitting(config: FitConfig) -> Fitting:
    torch.manual_seed(0)
    alphabet = Alphabet.of_texts(s.text for s in LINES)
    model = Crnn(CrnnConfig(len(alphabet), channels=(8, 16, 16, 24), hidden=24, layers=1, dropout=0.0))
    return Fitting(model, alphabet, config, clock=count().__next__)


def test_a_few_lines_are_learned() -> None:
    trained = fitting(TINY)
    results = list(trained.run(LINES, LINES))
    assert results[-1].step == 90
    assert results[-1].loss < 0.5 * results[0].loss
    assert results[-1].cer < 0.5


def test_a_stopped_training_goes_on_from_its_state() -> None:
    first = fitting(replace(TINY, minutes=0.1))
    *_, last = first.run(LINES, LINES)
    second = fitting(replace(TINY, minutes=0.2))
    second.load_state_dict(first.state_dict())
    assert (second.step, second.seconds) == (last.step, last.seconds)
    *_, further = second.run(LINES, LINES)
    assert further.step > last.step


def test_lines_whose_text_cannot_fit_are_left_out() -> None:
    squeezed = replace(LINES[0], text="lamp" * 30)
    foreign = replace(LINES[0], text="ξψ")
    assert readable([squeezed, foreign, LINES[0]], Alphabet(tuple("lamp"))) == [LINES[0]]


def test_samples_survive_packing(tmp_path: Path) -> None:
    save_samples(tmp_path / "s.npz", LINES)
    assert load_samples(tmp_path / "s.npz") == LINES


def test_rounds_take_the_square_root_of_each_collection() -> None:
    many = [printed("lamp", "big", f"w{i % 20}") for i in range(100)] + [printed("map", "small", "v")] * 25
    assert collection_shares(many, {}) == pytest.approx({"big": 2 / 3, "small": 1 / 3})
    assert collection_shares(many, {"small": 2.0})["small"] == pytest.approx(0.5)
    chosen = next(rounds(many, {}, 30, 1.0, np.random.default_rng(0)))
    assert sum(many[i].collection == "small" for i in chosen) == 10


def test_a_prolific_writer_is_thinned() -> None:
    lines = [printed("lamp", "c", "prolific")] * 90 + [printed("map", "c", f"w{i}") for i in range(10)]
    chosen = next(rounds(lines, {}, 20, 0.1, np.random.default_rng(0)))
    assert sum(lines[i].writer == "prolific" for i in chosen) == 10


def test_eased_augmentation_distorts_less() -> None:
    assert AugmentConfig(shift=2.0).eased(0.25).shift == pytest.approx(1.5)
    assert STILL.eased(1.0).warp == 0


def test_augmentation_is_seeded_and_keeps_the_height() -> None:
    strip, other = LINES[0].image().astype(np.float32), LINES[1].image().astype(np.float32)
    every = AugmentConfig(warp=1, stroke=1, fade=1, blur=1, noise=1, ghost=1, intrude=1, mask=1)
    first = augment(strip, other, np.random.default_rng(5), every)
    again = augment(strip, other, np.random.default_rng(5), every)
    assert first.shape[0] == INPUT_HEIGHT
    assert first.dtype == np.float32
    assert np.array_equal(first, again)
    assert not np.array_equal(first[:, :40], strip[:, :40])
