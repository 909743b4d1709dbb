"""Fine-tuning on a folder of ground truth: the folder it leaves is a reader's."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch

from recognition.engine.alphabet import Alphabet
from recognition.engine.learning.finetune import Size, TuneConfig
from recognition.engine.reader import CALIBRATION_FILES, CARD_FILE, SHIPPED, WEIGHTS_FILE, Reader
from recognition.engine.recognizer.checkpoint import save_reader
from recognition.engine.recognizer.crnn import Crnn, CrnnConfig
from recognition.services.adaptation import AdaptRequest, adapt
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
    assert tuned.card["tuned_on"] == {"split": "test", "lines": 3, "words": words, "seed": 0}
    assert set(tuned.alphabet.characters) - set(before.alphabet.characters) == {"u"}


def test_more_lines_than_there_are_is_an_error(base: Path, tmp_path: Path) -> None:
    request = AdaptRequest(write_printed_truth(tmp_path / "truth"), "test", 5, tmp_path / "tuned", weights=base)
    with pytest.raises(ValueError, match="has 4 lines"):
        list(adapt(request))
