"""Training for some minutes, with a program in the place of kraken's that does as it does."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

import cv2
import pytest

from benchmarks import peers
from tests.recognition.services.printed_truth import write_printed_truth

#: Keeps a checkpoint, notes how it was called, and works until Ctrl-C, which leaves another.
KETOS = """#!/bin/sh
echo "$@" >> called
echo > checkpoint_00-0.2500.ckpt
trap 'echo > checkpoint_abort.ckpt; exit 1' INT
while :; do :; done
"""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "_POLL", 0.02)


@pytest.fixture
def lines(tmp_path: Path) -> dict[str, Path]:
    found = {split: tmp_path / f"{split}.txt" for split in (peers.TRAIN, peers.VALIDATION)}
    found[peers.TRAIN].write_text("a.png\n" * 8000)
    found[peers.VALIDATION].write_text("b.png\n")
    return found


def program(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "ketos").write_text(text)
    (folder / "ketos").chmod(0o755)
    return folder


def options(root: Path, **more: object) -> Namespace:
    return Namespace(root=root, **{"train_lines": None, "set_aside": None, **more})


def test_it_ends_in_time_with_the_best_that_was_kept(tmp_path: Path, lines: dict[str, Path]) -> None:
    model = tmp_path / "model"
    assert peers.trained(program(tmp_path / "bin", KETOS), model, lines, 0.5, 1).name == "checkpoint_00-0.2500.ckpt"
    assert (model / "checkpoint_abort.ckpt").is_file()
    called = (model / "called").read_text()
    assert f"-q fixed -N 100000 -F 0.25 -t {lines[peers.TRAIN]} -e {lines[peers.VALIDATION]}" in called


def test_only_time_in_which_it_works_counts(tmp_path: Path, lines: dict[str, Path]) -> None:
    model, idle = tmp_path / "model", "#!/bin/sh\necho > checkpoint_00-0.2500.ckpt\nsleep 1\n"
    with pytest.raises(SystemExit, match="ended by itself"):
        peers.trained(program(tmp_path / "bin", idle), model, lines, 0.5, 1)
    assert float((model / "seconds.txt").read_text()) < 0.5


def test_a_second_call_goes_on_and_a_third_has_nothing_to_do(tmp_path: Path, lines: dict[str, Path]) -> None:
    programs, model = program(tmp_path / "bin", KETOS), tmp_path / "model"
    peers.trained(programs, model, lines, 0.5, 1)
    (model / "seconds.txt").write_text("0")
    peers.trained(programs, model, lines, 0.5, 1)
    (model / "seconds.txt").write_text("1")
    peers.trained(programs, model, lines, 0.5, 1)
    first, second = (model / "called").read_text().splitlines()
    assert "--resume" not in first
    assert f"--resume {model / 'checkpoint_abort.ckpt'}" in second


def test_it_can_begin_from_a_model_and_hold_a_tenth_out_by_itself(tmp_path: Path, lines: dict[str, Path]) -> None:
    model, base = tmp_path / "model", tmp_path / "base.safetensors"
    only = {peers.TRAIN: lines[peers.TRAIN]}
    peers.trained(program(tmp_path / "bin", KETOS), model, only, 0.5, 1, base)
    called = (model / "called").read_text()
    assert f"--load {base} --resize union -t {lines[peers.TRAIN]}" in called
    assert "-e" not in called.split()


def test_a_training_that_breaks_says_where_to_look(tmp_path: Path, lines: dict[str, Path]) -> None:
    with pytest.raises(SystemExit, match=r"ended by itself: see .*training\.log"):
        peers.trained(program(tmp_path / "bin", "#!/bin/sh\nexit 1\n"), tmp_path / "model", lines, 60, 1)


def test_the_best_checkpoint_is_the_newest_of_the_most_accurate(tmp_path: Path) -> None:
    assert peers.best_checkpoint(tmp_path) is None
    names = ["checkpoint_abort", "checkpoint_00-0.9000", "checkpoint_01-0.9000-v1", "checkpoint_02-0.8000"]
    for age, name in enumerate(names):
        (tmp_path / f"{name}.ckpt").touch()
        os.utime(tmp_path / f"{name}.ckpt", (age, age))
    found = peers.best_checkpoint(tmp_path)
    assert found is not None
    assert found.name == "checkpoint_01-0.9000-v1.ckpt"


def test_lines_are_written_as_kraken_wants_them_and_only_once(tmp_path: Path) -> None:
    root = write_printed_truth(tmp_path / "root")
    index = root / "index.jsonl"
    index.write_text(index.read_text().replace('"test"', '"train"'))
    listed = peers.exported_lines(options(root), tmp_path, peers.TRAIN)
    pictures = [Path(row) for row in listed.read_text().splitlines()]
    assert len(pictures) == 4
    texts = {picture.with_suffix(".gt.txt").read_text() for picture in pictures}
    assert texts == {"seeds and bulbs", "the lamp is lit"}
    assert all(cv2.imread(str(picture)).shape[0] == 64 for picture in pictures)
    pictures[0].unlink()
    assert peers.exported_lines(options(root), tmp_path, peers.TRAIN) == listed
    assert not pictures[0].exists()


def test_lines_that_are_set_aside_are_not_learned_from(tmp_path: Path) -> None:
    root = write_printed_truth(tmp_path / "root")
    index = root / "index.jsonl"
    index.write_text(index.read_text().replace('"test"', '"train"'))
    (tmp_path / "aside.txt").write_text("# noisy\npages/p0#l0 why\npages/p1#l0\npages/p1#l2\n")
    listed = peers.exported_lines(options(root, set_aside=tmp_path / "aside.txt"), tmp_path, peers.TRAIN)
    (picture,) = listed.read_text().splitlines()
    assert Path(picture).with_suffix(".gt.txt").read_text() == "the lamp is lit"
