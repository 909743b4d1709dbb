"""A second reader is trained for one reader's weights, and used by it alone."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from django.core.management import call_command

from recognition.engine.alphabet import Alphabet
from recognition.engine.learning.fit_second import SecondFitConfig
from recognition.engine.learning.samples import pack_sample, save_samples
from recognition.engine.reader import CARD_FILE, SECOND_FILE, WEIGHTS_FILE, Reader
from recognition.engine.recognizer.checkpoint import save_reader
from recognition.engine.recognizer.crnn import INPUT_HEIGHT, Crnn, CrnnConfig
from recognition.services.second_training import SecondTrainingError, SecondTrainRequest, train_second

WORDS = ("lamp", "map", "palm", "lap")


@pytest.fixture
def request_(tmp_path: Path) -> SecondTrainRequest:
    """A small untrained reader, packed lines, and time for two or three batches."""
    torch.manual_seed(0)
    alphabet = Alphabet.of_texts(WORDS)
    save_reader(tmp_path / WEIGHTS_FILE, Crnn(CrnnConfig(len(alphabet), channels=(8, 8, 8, 8), hidden=8)), alphabet)
    (tmp_path / CARD_FILE).write_text('{"name": "small"}')
    samples = []
    for split in ("train", "val"):
        for word in WORDS:
            strip = np.full((INPUT_HEIGHT, 24 + 26 * len(word)), 230, np.uint8)
            cv2.putText(strip, word, (8, 36), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 30, 3)
            samples.append(pack_sample(strip, word, f"{word}#{split}", "w", "c", split))
    folder = tmp_path / "second"
    folder.mkdir()
    save_samples(folder / "samples.npz", samples)
    fit = SecondFitConfig(minutes=1e-6, round_size=4, writer_cap=1.0)
    return SecondTrainRequest(tmp_path, folder, tmp_path, fit=fit)


def test_it_is_taken_up_again_and_used_by_its_reader_alone(
    request_: SecondTrainRequest, caplog: pytest.LogCaptureFixture
) -> None:
    first = list(train_second(request_))
    again = list(train_second(request_))
    assert again[-1].step == first[-1].step + 1
    assert len((request_.folder / "curve.jsonl").read_text().splitlines()) == len(first) + len(again)

    (request_.weights / SECOND_FILE).write_bytes((request_.folder / SECOND_FILE).read_bytes())
    assert Reader.load(request_.weights, calibrated=False).second is not None
    alphabet = Alphabet.of_texts(WORDS)
    other = Crnn(CrnnConfig(len(alphabet), channels=(8, 8, 8, 8), hidden=8))
    save_reader(request_.weights / WEIGHTS_FILE, other, alphabet)
    with caplog.at_level(logging.WARNING):
        assert Reader.load(request_.weights, calibrated=False).second is None
    assert "without a second pass" in caplog.text
    with pytest.raises(SecondTrainingError, match="belongs to other weights"):
        list(train_second(request_))


def test_it_begins_from_an_earlier_one_of_its_shape(request_: SecondTrainRequest) -> None:
    list(train_second(request_))
    earlier = request_.folder / SECOND_FILE
    fresh = replace(request_, folder=request_.folder / "next", start=earlier)
    fresh.folder.mkdir()
    (fresh.folder / "samples.npz").write_bytes((request_.folder / "samples.npz").read_bytes())
    assert list(train_second(fresh))[-1].step == 1
    alphabet = Alphabet.of_texts(("lamps",))
    larger = Crnn(CrnnConfig(len(alphabet), channels=(8, 8, 8, 8), hidden=8))
    save_reader(request_.weights / WEIGHTS_FILE, larger, alphabet)
    (fresh.folder / "state.pt").unlink()
    with pytest.raises(SecondTrainingError, match="another shape or alphabet"):
        list(train_second(fresh))


def test_the_command_trains_it_as_long_as_it_is_told(
    request_: SecondTrainRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("train_second_pass", request_.root, folder=request_.folder, weights=request_.weights, minutes=1e-6)
    assert '"step": 1' in capsys.readouterr().out
    assert (request_.folder / SECOND_FILE).exists()
