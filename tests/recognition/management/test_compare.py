"""The table that people read, and what the command refuses."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recognition.management.commands.compare import table
from tests.recognition.services.printed_truth import write_printed_truth

FIGURES = {"cer": 0.0525, "wer": 0.5, "auroc": None, "ece": 0.1, "lines": 4, "words": 14}
RESULT = {
    "what": "lines",
    "split": "test",
    "pages": 2,
    "engines": {
        "aws": FIGURES
        | {
            "seconds_a_page": 1.25, "lines_per_second": 3.2, "dollars_a_page": 0.0015,
            "confidence": "its own", "surplus_words": 0,
            "confusions": [["a", " ", 3], ["n", "u", 2]], "missed_characters": 5, "made_up_characters": 1,
            "collections": {"hooker": FIGURES},
        }
    },
    "left_out": {"kraken": "kraken brings no reading model."},
}  # fmt: skip


def run(*arguments: str) -> str:
    said = io.StringIO()
    call_command("compare", *arguments, stdout=said)
    return said.getvalue()


def test_the_table_says_everything() -> None:
    said = table(RESULT)
    assert "5.25%" in said
    assert "      3.2     1.25   0.0015  its own" in said
    assert "\n  hooker " in said
    assert "aws: a→␣ 3, n→u 2; 5 characters missed, 1 made up" in said
    assert "kraken is left out: kraken brings no reading model." in said


def test_our_reader_and_one_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> None:
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr(shutil, "which", lambda name: None)
    root = write_printed_truth(tmp_path)
    result = json.loads(run(str(root), "--engines", "ours,tesseract,kraken", "--json"))
    assert result["engines"]["ours"]["lines"] == 4
    assert "Tesseract is not installed" in result["left_out"]["tesseract"]
    assert "kraken is not installed" in result["left_out"]["kraken"]


def test_what_it_refuses(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="“abbyy” is no reader: choose of ours, tesseract"):
        run(str(tmp_path), "--engines", "ours,abbyy")
    with pytest.raises(CommandError, match=r"no index\.jsonl"):
        run(str(tmp_path), "--engines", "ours")
    root = write_printed_truth(tmp_path)
    with pytest.raises(CommandError, match="no pages in the split “dreams”"):
        run(str(root), "--engines", "ours", "--split", "dreams")
