import numpy as np

from recognition.engine.decoding.words import Candidate, DecodedWord
from recognition.engine.layout.word_boxes import word_columns

X = Candidate("x", 0.0, 0.0)


def word(start: int, ink_start: int, ink_end: int, end: int) -> DecodedWord:
    return DecodedWord(X, start, end, ink_start, ink_end, (), X, (0.0,), (0.0, 0.0))


def test_neighbours_part_in_the_gap_and_boxes_shrink_to_the_ink() -> None:
    strip = np.full((64, 200), 220, np.uint8)
    strip[20:40, 10:80] = 30
    strip[20:40, 120:190] = 30
    boxes = word_columns(strip, [word(0, 3, 9, 13), word(13, 15, 23, 25)], 25)
    assert boxes == [(9, 81), (119, 191)]


def test_words_without_a_gap_share_no_columns() -> None:
    strip = np.full((64, 200), 220, np.uint8)
    strip[20:40, 5:195] = 30
    (_, first_end), (second_start, _) = word_columns(strip, [word(0, 1, 12, 13), word(13, 14, 24, 25)], 25)
    assert 90 <= first_end <= second_start <= 110


def test_a_word_on_blank_paper_keeps_its_place() -> None:
    strip = np.full((64, 200), 220, np.uint8)
    assert word_columns(strip, [word(0, 3, 9, 25)], 25) == [(0, 200)]


def test_a_rule_grain_and_a_neighbours_tips_are_no_part_of_a_word() -> None:
    strip = np.full((64, 200), 220, np.uint8)
    strip[20:40, 50:80] = 30
    strip[41] = 30
    strip[30, 20:22] = 30
    strip[:8, 100:110] = strip[58:, 120:130] = 30
    assert word_columns(strip, [word(0, 7, 10, 25)], 25) == [(49, 81)]
