"""Measuring and calibrating on a folder of ground truth that the test makes itself."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recognition.engine.alphabet import Alphabet
from recognition.engine.reader import CALIBRATION_FILES, CARD_FILE, SHIPPED, WEIGHTS_FILE
from recognition.engine.recognizer.checkpoint import save_reader
from recognition.engine.recognizer.crnn import Crnn, CrnnConfig
from recognition.formats import FormatError
from recognition.services.evaluation import calibrate, evaluate_lines
from tests.recognition.services.printed_truth import TRUTHS, write_printed_truth


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_printed_truth(tmp_path)


@pytest.fixture
def untrained(tmp_path: Path) -> Path:
    folder = tmp_path / "weights"
    folder.mkdir()
    alphabet = Alphabet.of_texts(TRUTHS)
    save_reader(folder / WEIGHTS_FILE, Crnn(CrnnConfig(len(alphabet))), alphabet)
    (folder / CARD_FILE).write_text('{"name": "untrained"}')
    return folder


def test_the_object_has_the_promised_keys_and_counts(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate", str(root), "--split", "test", "--what", "lines", "--json")
    result = json.loads(capsys.readouterr().out)
    assert set(result["collections"]) == {"c0", "c1"}
    for row in (result, *result["collections"].values()):
        assert {"cer", "wer", "lines", "words", "auroc", "ece"} <= set(row)
    assert result["lines"] == 4
    assert result["words"] == 14
    assert result["left_out"] == 2
    assert 0 <= result["cer"] < 0.7  # script type, but type: the shipped weights read some of it
    assert result["lines_per_second"] > 0


def test_words_are_measured_each_by_its_own_picture(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate", str(root), "--split", "test", "--what", "words", "--json")
    result = json.loads(capsys.readouterr().out)
    assert result["lines"] == result["words"] == 14
    assert 0 <= result["cer"] < 0.7


def test_only_the_first_lines_of_each_collection(root: Path) -> None:
    index = (root / "index.jsonl").read_text()
    (root / "index.jsonl").write_text(f"{index}\n{index}")
    assert evaluate_lines(root, "test", SHIPPED, processes=1)["lines"] == 8
    assert evaluate_lines(root, "test", SHIPPED, lines=2, processes=1)["lines"] == 4


def test_a_reader_without_calibration_gets_one(root: Path, untrained: Path) -> None:
    for with_language, file in CALIBRATION_FILES.items():
        calibrate(root, "test", untrained, with_language, processes=1).save(untrained / file)
    assert evaluate_lines(root, "test", untrained, processes=1)["cer"] > 0.5


def test_a_folder_that_is_none_is_named(tmp_path: Path, root: Path) -> None:
    with pytest.raises(FormatError, match=r"no index\.jsonl"):
        evaluate_lines(tmp_path / "pages" / "nowhere", "test", SHIPPED)
    with pytest.raises(CommandError, match="no lines in the split"):
        call_command("evaluate", str(root), "--split", "dreams")
