"""That kraken learns from the very lines that we do."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from benchmarks import peers_tuning
from recognition.engine.learning.finetune import TuneConfig
from recognition.engine.reader import SHIPPED, Reader
from recognition.services.adaptation import AdaptRequest, drawn_lines
from tests.recognition.services.printed_truth import write_printed_truth


def test_both_learn_from_the_lines_that_the_seed_draws(tmp_path: Path) -> None:
    root = write_printed_truth(tmp_path / "root")
    options = Namespace(root=root, learn="test", lines=3, seed=5)
    ours = drawn_lines(AdaptRequest(root, "test", 3, Path(), tune=TuneConfig(seed=5)), Reader.load(SHIPPED))
    assert [line.id for line in peers_tuning._same_lines(options)] == [line.sample.id for line in ours]


def test_a_change_is_told_as_a_share_of_what_was_before() -> None:
    assert peers_tuning.change(0.4, 0.3) == pytest.approx({"before": 0.4, "after": 0.3, "change": -0.25})
