"""Hands that write bars of their own thickness and distance, on whole pages."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from recognition.engine.learning.samples import Sample, pack_sample
from recognition.engine.recognizer.crnn import Crnn, CrnnConfig
from recognition.services import hand_training
from recognition.services.hand_training import MIXED, learn_hands


def samples() -> list[Sample]:
    """Three lines on each of two pages, of six hands in each of two collections."""
    rng = np.random.default_rng(0)
    found = []
    for collection in ("copiste", "poilus"):
        for hand in range(6):
            for page in range(2):
                for line in range(3):
                    strip = rng.integers(200, 230, (48, 220), dtype=np.uint8)
                    strip[8 : 14 + 5 * hand, :: 6 + 3 * hand] = 30
                    found.append(
                        pack_sample(strip, "x", f"{hand}-{page}#{line}", f"{collection}/{hand}", collection, "train")
                    )
    return found


@pytest.fixture
def reader() -> SimpleNamespace:
    torch.manual_seed(0)
    model = Crnn(CrnnConfig(classes=5, channels=(8, 8, 8, 8), hidden=8, layers=1)).eval()
    return SimpleNamespace(model=model, checksum="abc")


def test_hands_are_learned_and_measured_by_kind_of_project(
    reader: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_training, "_PROJECTS", 3)
    space, figures = learn_hands(reader, samples())
    assert space.reader == "abc"
    assert [row.kind for row in figures] == [MIXED, "copiste", "poilus"]
    assert all(row.purity > 0.5 for row in figures)


def test_no_hand_is_measured_in_a_space_that_learned_it(
    reader: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned: list[set[str]] = []
    measured: list[set[str]] = []
    space, projects = hand_training._space, hand_training._projects
    monkeypatch.setattr(hand_training, "_PROJECTS", 1)
    monkeypatch.setattr(hand_training, "_space", lambda pages, hands: learned.append(hands) or space(pages, hands))
    monkeypatch.setattr(
        hand_training, "_projects", lambda pages, hands, *rest: measured.append(hands) or projects(pages, hands, *rest)
    )
    learn_hands(reader, samples())
    assert len(learned) == 4  # three parts, and all of them
    for part, hands in enumerate(measured):
        assert not learned[part // len(hand_training.KINDS)] & hands


def test_of_equally_good_thresholds_the_lowest_is_taken() -> None:
    rand = np.tile([0.1, 0.79, 0.8, 0.3], (4, 1)) + np.array([-0.1, 0.1, -0.1, 0.1])[:, None]
    assert hand_training._cautious(rand) == 1
