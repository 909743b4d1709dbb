"""Fine-tuning on a folder of ground truth: the folder it leaves is a reader's."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from django.core.management import CommandError, call_command

from recognition.engine.alphabet import Alphabet
from recognition.engine.hands import HandSpace, hand_features
from recognition.engine.learning.finetune import Size, TuneConfig
from recognition.engine.reader import (
    CALIBRATION_FILES,
    CARD_FILE,
    HANDS_FILE,
    SHIPPED,
    WEIGHTS_FILE,
    LineReading,
    Reader,
)
from recognition.engine.recognizer.checkpoint import save_reader
from recognition.engine.recognizer.crnn import Crnn, CrnnConfig
from recognition.engine.transcription import Word
from recognition.services import adaptation
from recognition.services.adaptation import AdaptRequest, _places, _sure, adapt
from tests.recognition.engine.learning.test_fit import STILL
from tests.recognition.services.printed_truth import write_printed_truth

TINY = TuneConfig(size=Size.ALL, steps=4, columns=2500, augment=STILL)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    torch.manual_seed(0)
    alphabet = Alphabet.of_texts(["a bdehilmnpst"])  # no u: it has to be learned
    model = Crnn(CrnnConfig(len(alphabet), channels=(8, 16, 16, 24), hidden=24, layers=1, dropout=0.0))
    save_reader(folder / WEIGHTS_FILE, model, alphabet)
    (folder / CARD_FILE).write_text(json.dumps({"name": "tiny", "network": {}}))
    for name in CALIBRATION_FILES.values():
        shutil.copyfile(SHIPPED / name, folder / name)
    return folder


@pytest.mark.parametrize("words", [False, True])
def test_the_tuned_reader_can_be_loaded(base: Path, tmp_path: Path, words: bool) -> None:
    root, output = write_printed_truth(tmp_path / "truth"), tmp_path / "tuned"
    results = list(adapt(AdaptRequest(root, "test", 3, output, words, base, tune=TINY)))
    assert results[-1].step == results[-1].steps == 4
    tuned, before = Reader.load(output), Reader.load(base)
    assert tuned.card["start"] == "tiny"
    assert tuned.card["tuned_on"] == {"split": "test", "lines": 3, "words": words, "readings": False, "seed": 0}
    assert set(tuned.alphabet.characters) - set(before.alphabet.characters) == {"u"}


def test_what_is_left_knows_its_base_its_hand_and_its_language(base: Path, tmp_path: Path) -> None:
    root, output = write_printed_truth(tmp_path / "truth"), tmp_path / "tuned"
    plain = Reader.load(base)
    lines = [np.random.default_rng(seed).integers(0, 255, (48, 300), np.uint8) for seed in range(4)]
    features = hand_features(plain.model, lines)
    projection = np.eye(features.shape[1], dtype=np.float32)
    HandSpace(features.mean(0), projection, 0.35, plain.checksum).save(base / HANDS_FILE)
    list(adapt(AdaptRequest(root, "test", 4, output, weights=base, tune=TINY)))
    tuned = Reader.load(output)
    assert tuned.base is not None
    assert tuned.base.checksum == plain.checksum
    assert tuned.hands is not None
    language, shipped = tuned.language("eng"), plain.language("eng")
    assert language is not None
    assert shipped is not None
    assert language.model.bits("the lamp is lit") < shipped.model.bits("the lamp is lit")


def test_words_in_doubt_are_learned_as_a_reviewer_leaves_them() -> None:
    read = [Word("sceds", confidence=0.4), Word("and", confidence=0.99), Word("bulbs", confidence=0.97)]
    reading = LineReading(tuple(read), ((0, 40), (50, 70), (80, 100)), ())
    places = list(_places(reading, "seeds and bulbs", 100, asked=0.9))
    assert [(place.text, place.is_confirmed) for place in places] == [("seeds", True), ("and", False), (None, False)]


def test_more_lines_than_there_are_is_an_error(base: Path, tmp_path: Path) -> None:
    request = AdaptRequest(write_printed_truth(tmp_path / "truth"), "test", 5, tmp_path / "tuned", weights=base)
    with pytest.raises(ValueError, match="has 4 lines"):
        list(adapt(request))


def test_without_a_label_only_words_the_base_is_sure_of_are_learned() -> None:
    words = (Word("My", confidence=0.95), Word("deer", confidence=0.4), Word("Dyer", confidence=0.5))
    reading = LineReading(words, ((0, 30), (40, 90), (100, 150)), None)
    assert [place.text for place in _sure(reading, 150)] == ["My", None, "Dyer"]


def test_what_the_base_reads_changes_the_reader_but_not_its_language(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adaptation, "SURE_ENOUGH", 0.0)
    root, output = write_printed_truth(tmp_path / "truth"), tmp_path / "tuned"
    list(adapt(AdaptRequest(root, "test", 3, output, weights=base, tune=TINY, readings=True)))
    tuned, before = Reader.load(output), Reader.load(base)
    assert tuned.alphabet.characters == before.alphabet.characters  # no truth was looked at
    assert not torch.equal(tuned.model.head.weight, before.model.head.weight)
    after, shipped = tuned.language("eng"), before.language("eng")
    assert after is not None
    assert shipped is not None
    assert after.model.bits("the lamp is lit") == shipped.model.bits("the lamp is lit")


def test_what_cannot_be_asked_for_together_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="leave --size out"):
        call_command("finetune", data=tmp_path, readings=True, size=Size.NORMS)
    with pytest.raises(CommandError, match="not allowed with"):
        call_command("finetune", "--data", str(tmp_path), "--readings", "--words")
