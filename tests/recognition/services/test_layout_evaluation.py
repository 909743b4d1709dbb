"""Measuring found lines and whole pages on a folder of ground truth that the test makes itself."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recognition.engine.reader import SHIPPED
from recognition.services.layout_evaluation import NET, RIDGES, evaluate_layout, evaluate_pages
from tests.recognition.services.printed_truth import write_printed_truth


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_printed_truth(tmp_path)


def test_the_object_has_the_promised_keys(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate", str(root), "--split", "test", "--what", "layout", "--json")
    result = json.loads(capsys.readouterr().out)
    assert set(result["collections"]) == {"c0", "c1"}
    for row in (result, *result["collections"].values()):
        assert {"f1", "precision", "recall", "seconds_per_page"} <= set(row)
    assert (result["pages"], result["lines"]) == (2, 8)


@pytest.mark.parametrize("method", [NET, RIDGES])
def test_what_is_written_is_found(root: Path, method: str) -> None:
    result = evaluate_layout(root, "test", SHIPPED, method, pages=1, processes=1)
    assert result["precision"] > 0.9
    assert result["recall"] > 0.25  # true baselines run on over blank paper, and one line is empty


def test_a_folder_without_a_net_is_named(root: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="has no line net"):
        call_command("evaluate", str(root), "--what", "layout", "--weights", str(tmp_path))


def test_pages_are_read_and_every_line_counted_once(root: Path) -> None:
    result = evaluate_pages(root, "test", SHIPPED, processes=1)
    assert result["lines"] == 4  # of six with text, two have editorial marks
    assert (result["lost"], result["invented"]) == (0, 0)
    assert 0 <= result["cer"] < 0.7


def test_the_table_has_a_row_a_collection(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate", str(root), "--what", "layout", "--method", "ridges")
    rows = capsys.readouterr().out.splitlines()
    assert [row.split()[0] for row in rows] == ["collection", "c0", "c1", "all"]
