"""What a training learns from: its own split, and extra packed lines in the same characters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from recognition.engine.learning.samples import Sample, SamplesError, save_samples
from recognition.services.packed_lines import NET_CUT
from recognition.services.training import TrainRequest, lines_to_learn, train


def sample(text: str, collection: str = "hooker", split: str = "train") -> Sample:
    return Sample(b"", text, f"{collection}#{text}", "w", collection, split, 100)


def test_extra_lines_are_learned_in_the_alphabet_of_the_own(tmp_path: Path) -> None:
    file = tmp_path / "synthetic.npz"
    save_samples(file, [sample("gull", "synthetic"), sample("gullet", "synthetic")])
    own = [sample("lug"), sample("tea", split="val")]
    learned, alphabet = lines_to_learn(TrainRequest(tmp_path, tmp_path, extra=(file,)), own)
    assert [s.text for s in learned] == ["lug", "gull"]
    assert alphabet.characters == ("g", "l", "u")


def test_lines_set_aside_are_not_learned(tmp_path: Path) -> None:
    request = TrainRequest(tmp_path, tmp_path, set_aside=frozenset({"hooker#lug"}))
    again = replace(sample("lug"), id="hooker#lug" + NET_CUT)
    learned, _ = lines_to_learn(request, [sample("lug"), again, sample("gull")])
    assert [s.text for s in learned] == ["gull"]


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    file = tmp_path / "notes.npz"
    file.write_text("no lines", "utf-8")
    with pytest.raises(SamplesError, match=r"notes\.npz holds no packed lines"):
        lines_to_learn(TrainRequest(tmp_path, tmp_path, extra=(file,)), [sample("lug")])


def test_lines_are_not_joined_without_a_reader_that_sees_where_words_end(tmp_path: Path) -> None:
    save_samples(tmp_path / "samples.npz", [sample("lug gull"), sample("gull lug")])
    with pytest.raises(SamplesError, match="name one to start from"):
        next(train(TrainRequest(tmp_path, tmp_path, splice=0.5)))
