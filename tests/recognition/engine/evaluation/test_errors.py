import numpy as np
import pytest

from recognition.engine.evaluation.confidence import auroc, expected_calibration_error, right_words
from recognition.engine.evaluation.errors import ErrorRates


def test_rates_are_sums_of_edits_over_sums_of_lengths() -> None:
    rates = ErrorRates()
    rates.update("abcd efgh", "abcd efgx")  # 1 of 9 characters, 1 of 2 words
    rates.update("a", "")  # 1 of 1, 1 of 1
    assert rates.cer == pytest.approx(2 / 10)
    assert rates.wer == pytest.approx(2 / 3)


def test_text_is_compared_normalised() -> None:
    rates = ErrorRates()
    rates.update("l’été  dernier", "l'e\u0301te\u0301 dernier ")
    assert (rates.character_edits, rates.word_edits) == (0, 0)


def test_added_rates_equal_rates_of_all_lines() -> None:
    first, second, both = ErrorRates(), ErrorRates(), ErrorRates()
    first.update("abc", "abd")
    second.update("x y", "x")
    for truth, reading in (("abc", "abd"), ("x y", "x")):
        both.update(truth, reading)
    first.add(second)
    assert first == both


def test_right_words_are_aligned_not_counted_by_place() -> None:
    assert right_words("the old lamp is lit".split(), "old lamp was lit".split()) == [True, True, False, True]
    assert right_words(["Lamp."], ["lamp."]) == [False]


def test_auroc_by_hand() -> None:
    right = np.array([True, True, False, False])
    assert auroc(np.array([0.9, 0.8, 0.2, 0.1]), right) == 1.0
    assert auroc(np.array([0.5, 0.5, 0.5, 0.5]), right) == 0.5
    assert auroc(np.array([0.9, 0.3, 0.5, 0.1]), right) == 0.75
    assert auroc(np.array([0.9]), np.array([True])) is None


def test_calibration_error_by_hand() -> None:
    confidence = np.array([0.95] * 10 + [0.55] * 10)
    right = np.array([True] * 9 + [False] + [True] * 5 + [False] * 5)
    assert expected_calibration_error(confidence, right, bins=10) == pytest.approx(0.05)
