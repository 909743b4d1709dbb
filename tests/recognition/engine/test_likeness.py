"""Words that the reader sees alike lie near each other, however wide they are written."""

from __future__ import annotations

import numpy as np
import pytest

from recognition.engine.likeness import SIZE, likeness, look

CLASSES = 30


def frames(*classes: int, each: int = 3, sure: float = 0.9) -> np.ndarray:
    """Log probabilities of a word that shows these classes one after the other, so many frames each."""
    seen = np.full((len(classes) * each, CLASSES), (1 - sure) / (CLASSES - 1), np.float32)
    for i, one in enumerate(classes):
        seen[i * each : (i + 1) * each, one] = sure
    return np.log(seen)


def test_a_look_is_small() -> None:
    assert len(look(frames(1, 2, 3))) == 2 * SIZE


def test_a_word_is_like_itself_and_not_like_another() -> None:
    alike = likeness([look(frames(1, 2, 3, 4)), look(frames(1, 2, 3, 4, sure=0.7)), look(frames(5, 6, 7, 8))])
    assert np.diag(alike) == pytest.approx(1.0, abs=1e-2)
    assert alike[0, 1] > 0.9
    assert abs(alike[0, 2]) < 0.5


def test_the_width_of_the_writing_does_not_matter() -> None:
    alike = likeness([look(frames(1, 2, 3, 4, each=2)), look(frames(1, 2, 3, 4, each=7)), look(frames(4, 3, 2, 1))])
    assert alike[0, 1] > 0.9 > alike[0, 2]


def test_silence_between_letters_is_no_likeness() -> None:
    silent = likeness([look(frames(1, 0, 0, 0, 2)), look(frames(3, 0, 0, 0, 4))])
    assert silent[0, 1] < 0.6


def test_a_word_of_one_frame_has_a_look() -> None:
    assert likeness([look(frames(1, each=1)), look(frames(1, each=1))]) == pytest.approx(1.0, abs=1e-2)
