"""Words as set for synthetic lines: their size, where they stand, and small high endings."""

from __future__ import annotations

import numpy as np

from recognition.engine.learning.synthetic_rows import X_HEIGHT, SetWord, can_write, face, paste, set_row, set_word


def test_small_letters_are_of_one_height(font: bytes) -> None:
    rows = np.flatnonzero(set_word("nuac", font).glyphs.max(axis=1) > 127)
    assert abs(rows[-1] - rows[0] + 1 - X_HEIGHT) <= 3


def test_a_font_is_measured(font: bytes) -> None:
    measured = face(font)
    assert 1.2 * X_HEIGHT < measured.up < 2 * X_HEIGHT
    assert 0.3 * X_HEIGHT < measured.down < X_HEIGHT
    assert 1 < measured.stroke < 0.4 * X_HEIGHT


def test_raised_letters_stand_small_above_the_baseline(font: bytes) -> None:
    plain, raised = set_word("M", font), set_word("M^me", font)
    ending = raised.glyphs[:, round(raised.x + plain.advance) :]
    rows = np.flatnonzero(ending.max(axis=1) > 127)
    assert rows[-1] < raised.y - 0.5 * X_HEIGHT
    assert plain.advance < raised.advance < set_word("Mme", font).advance


def test_words_stand_in_a_row_with_their_gaps() -> None:
    words = [SetWord(np.zeros((1, 1), np.uint8), 0, 0, advance) for advance in (10.0, 20.0, 5.0)]
    assert [x for _, x in set_row(words, [3.0, 4.0, 9.0], x=2.0)] == [2.0, 15.0, 39.0]


def test_what_lies_beyond_the_canvas_is_lost() -> None:
    canvas = np.zeros((4, 4), np.uint8)
    square = SetWord(np.full((3, 3), 200, np.uint8), 1, 1, 3)
    paste(canvas, square, 0, 0)
    paste(canvas, square, 4, 2)
    paste(canvas, square, 40, -40)
    assert canvas.tolist() == [[200, 200, 0, 0], [200, 200, 0, 200], [0, 0, 0, 200], [0, 0, 0, 200]]


def test_a_font_says_what_it_can_write(font: bytes) -> None:
    assert can_write("M^r Ada", font)
    assert not can_write("Ada ⁂", font)
