"""Lines of ground truth as samples: both cuts of each, under ids that belong together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from recognition.engine.learning.samples import Sample
from recognition.engine.learning.splicing import Seams
from recognition.engine.recognizer.batching import INPUT_HEIGHT
from recognition.formats.ground_truth import read_ground_truth
from recognition.services.packed_lines import (
    NET_CUT,
    is_net_cut,
    line_id,
    packed_samples,
    seams_of_both_cuts,
    twice_cut,
)
from recognition.services.sample_letters import SAMPLE_FOLDER
from tests.recognition.services.printed_truth import write_printed_truth


@pytest.fixture(scope="module")
def letter() -> list[Sample]:
    page = next(iter(read_ground_truth(SAMPLE_FOLDER, frozenset({"sample"}))))
    lines = list(page.page.lines())
    lines[0], lines[1] = replace(lines[0], truth="a <struck> word"), replace(lines[1], truth="")
    regions = (replace(page.page.regions[0], lines=tuple(lines)),)
    return twice_cut(replace(page, page=replace(page.page, regions=regions)))


def test_each_line_is_cut_by_its_outline_and_by_the_net(letter: list[Sample]) -> None:
    outlined = {sample.id: sample for sample in letter if not is_net_cut(sample)}
    seen = {line_id(sample): sample for sample in letter if is_net_cut(sample)}
    assert outlined.keys() == seen.keys()
    assert all(seen[name].text == sample.text for name, sample in outlined.items())
    assert any(seen[name].width != sample.width for name, sample in outlined.items())
    assert all(sample.image().shape == (INPUT_HEIGHT, sample.width) for sample in letter)


def test_lines_without_a_text_that_can_be_learned_are_left_out(letter: list[Sample]) -> None:
    page = next(iter(read_ground_truth(SAMPLE_FOLDER, frozenset({"sample"}))))
    names = [f"{page.name}#{line.id}" for line in page.page.lines()]
    assert [sample.id for sample in letter if not is_net_cut(sample)] == names[2:]


def test_lines_are_packed_once(tmp_path: Path) -> None:
    root = write_printed_truth(tmp_path / "root")
    index = root / "index.jsonl"
    index.write_text(index.read_text().replace('"test"', '"train"', 1).replace('"test"', '"val"', 1))
    packed = packed_samples(root, tmp_path / "samples.npz")
    assert {sample.split for sample in packed} == {"train", "val"}
    index.write_text("")
    assert packed_samples(root, tmp_path / "samples.npz") == packed


def test_a_line_is_parted_at_the_same_places_in_both_cuts() -> None:
    line = Sample(b"", "the lamp", "p#1", "w", "c", "train", 100)
    samples = [line, replace(line, id="p#1" + NET_CUT, width=150), replace(line, id="p#2" + NET_CUT)]
    seams = seams_of_both_cuts({"p#1": Seams(("the", "lamp"), (40,))}, samples)
    assert seams == {"p#1": Seams(("the", "lamp"), (40,)), "p#1" + NET_CUT: Seams(("the", "lamp"), (60,))}
