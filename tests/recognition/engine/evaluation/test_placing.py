from __future__ import annotations

from recognition.engine.evaluation.placing import words_by_line
from recognition.engine.transcription import Line, Word


def box(left: float, top: float, right: float, bottom: float) -> tuple[tuple[float, float], ...]:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


LINES = [Line((), box(0, 0, 200, 60)), Line((), box(0, 40, 200, 100)), Line((), ())]


def placed(*words: Word) -> tuple[list[list[str]], list[str]]:
    found, surplus = words_by_line(words, LINES)
    return [[w.text for w in some] for some in found], [w.text for w in surplus]


def test_words_come_from_left_to_right_whatever_order_they_had() -> None:
    assert placed(Word("dear", box(80, 10, 120, 40)), Word("My", box(10, 10, 50, 40))) == ([["My", "dear"], [], []], [])


def test_where_lines_overlap_the_deeper_place_counts() -> None:
    assert placed(Word("up", box(90, 25, 110, 55)), Word("down", box(90, 45, 110, 75)))[0] == [["up"], ["down"], []]


def test_words_in_no_line_are_surplus() -> None:
    assert placed(Word("stamp", box(300, 10, 340, 40)), Word("nowhere")) == ([[], [], []], ["stamp", "nowhere"])


def test_a_page_without_true_lines() -> None:
    assert words_by_line([Word("a", box(0, 0, 1, 1))], [])[0] == []
