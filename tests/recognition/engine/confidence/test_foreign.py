"""Confidence of other readers' words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recognition.engine.confidence.calibration import Calibration, fit_calibration
from recognition.engine.confidence.foreign import FOREIGN_FEATURES, foreign_features, with_confidence
from recognition.engine.evaluation.confidence import expected_calibration_error
from recognition.engine.transcription import Word


def column(words: list[Word], name: str) -> list[float]:
    return foreign_features(words)[:, FOREIGN_FEATURES.index(name)].tolist()


def boaster(count: int, seed: int) -> tuple[list[Word], np.ndarray]:
    """Words of a reader that says 0.95 where half are right, and 0.6 where none is."""
    rng = np.random.default_rng(seed)
    good = rng.random(count) < 0.5
    return [Word("seeds", confidence=0.95 if g else 0.6) for g in good], good & (rng.random(count) < 0.5)


def features_of(words: list[Word]) -> np.ndarray:
    return np.concatenate([foreign_features([word]) for word in words])


def test_what_every_reader_tells() -> None:
    words = [Word("A", confidence=0.9), Word("12,5", confidence=0.2)]
    assert foreign_features([]).shape == (0, len(FOREIGN_FEATURES))
    assert column(words, "single") == [1, 0]
    assert column(words, "capital") == [1, 0]
    assert column(words, "digits") == [0, 0.75]
    assert column(words, "punctuation") == [0, 1]
    assert column(words, "own") == pytest.approx([np.log(9), np.log(0.25)])
    assert column(words, "neighbours") == pytest.approx([np.log(0.25)] * 2)


def test_a_reader_that_says_nothing_is_taken_as_undecided() -> None:
    assert column([Word("a")], "own") == [0]


def test_no_word_is_infinitely_sure() -> None:
    assert np.isfinite(foreign_features([Word("a", confidence=1.0), Word("b", confidence=0.0)])).all()


def test_a_boaster_is_taken_at_its_record() -> None:
    learned, right = boaster(2000, 0)
    calibration = fit_calibration(features_of(learned), right)
    others, truth = boaster(1000, 1)
    sure = np.array([with_confidence([word], calibration)[0].confidence for word in others])
    assert expected_calibration_error(sure, truth) < 0.05
    assert expected_calibration_error(np.array([w.confidence for w in others]), truth) > 0.4


def test_only_the_confidence_changes(tmp_path: Path) -> None:
    learned, right = boaster(200, 0)
    fit_calibration(features_of(learned), right).save(tmp_path / "c.json", FOREIGN_FEATURES)
    word = Word("seeds", ((0, 0), (1, 0), (1, 1)), 0.95, id="w1")
    (again,) = with_confidence([word], Calibration.load(tmp_path / "c.json", FOREIGN_FEATURES))
    assert (again.text, again.polygon, again.id) == (word.text, word.polygon, "w1")
    with pytest.raises(ValueError, match="other features"):
        Calibration.load(tmp_path / "c.json")
