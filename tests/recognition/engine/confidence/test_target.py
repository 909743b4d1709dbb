"""How far confidences can be believed, and which words are asked about for a wanted share."""

from __future__ import annotations

import numpy as np
import pytest

from recognition.engine.confidence.target import Belief, believe, threshold_for

SURE = np.array([0.5, 0.7, 0.9, 0.9, 0.99])


def decided(belief: Belief, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Words of all confidences that are right as often as the belief says."""
    rng = np.random.default_rng(3)
    confidence = rng.uniform(0.05, 0.99, count)
    return confidence, rng.random(count) < belief.of(confidence)


def test_without_decisions_confidences_are_taken_as_they_are() -> None:
    nothing = np.zeros(0), np.zeros(0, bool)
    assert believe(*nothing) == Belief()
    assert Belief().of(SURE) == pytest.approx(SURE)


def test_decisions_tell_how_often_a_confidence_is_right() -> None:
    here = Belief(shift=-0.8, low=0.5, high=0.8)
    found = believe(*decided(here, 4_000))
    assert found.of(SURE) == pytest.approx(here.of(SURE), abs=0.03)


def test_words_below_a_threshold_tell_as_much() -> None:
    here = Belief(shift=-0.8, low=0.5, high=0.8)
    confidence, right = decided(here, 8_000)
    asked = confidence < 0.8
    assert believe(confidence[asked], right[asked]).of(SURE) == pytest.approx(here.of(SURE), abs=0.06)


def test_few_decisions_change_little_and_begin_from_the_belief_before() -> None:
    before = Belief(shift=-0.5, low=0.8, high=0.8)
    assert believe(np.array([0.9]), np.array([False]), before).of(SURE) == pytest.approx(before.of(SURE), abs=0.15)


def test_more_confidence_never_means_less() -> None:
    confidence = np.linspace(0.1, 0.9, 200)
    believed = believe(confidence, confidence < 0.5).of(confidence)
    assert (np.diff(believed) > 0).all()


def test_sure_words_are_believed_by_themselves_however_many_doubtful_ones_are_decided() -> None:
    confidence, _ = decided(Belief(), 6_000)
    rng = np.random.default_rng(5)
    right = rng.random(6_000) < np.where(confidence < 0.8, 0.8 * confidence, confidence)
    assert believe(confidence, right).of(SURE)[-1] == pytest.approx(0.99, abs=0.012)


@pytest.mark.parametrize(("wrong", "threshold"), [(1.1, 0.0), (0.6, 0.7), (0.25, 0.9), (0.02, 0.99), (0.001, 1.0)])
def test_so_many_are_asked_that_no_more_wrong_ones_are_left(wrong: float, threshold: float) -> None:
    expected = threshold or SURE.min()
    assert threshold_for(SURE, Belief(), wrong) == expected


def test_nothing_is_asked_where_nothing_is_left() -> None:
    assert threshold_for(np.zeros(0), Belief(), 0.0) == 0.0
