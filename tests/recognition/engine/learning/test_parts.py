"""What of a partly confirmed line is learned from."""

from __future__ import annotations

from recognition.engine.learning.parts import Part, WordPlace, known_parts

MY, DEAR, DYER = WordPlace("My", 0.0, 0.2), WordPlace("dear", 0.3, 0.6), WordPlace("Dyer", 0.7, 0.9)
UNKNOWN = WordPlace(None, 0.3, 0.6)


def test_a_line_of_known_words_is_whole() -> None:
    assert known_parts([MY, DEAR, DYER]) == [Part("My dear Dyer", 0.0, 1.0)]


def test_an_unknown_word_parts_the_line_in_the_gaps_beside_it() -> None:
    assert known_parts([MY, UNKNOWN, DYER]) == [Part("My", 0.0, 0.25), Part("Dyer", (0.6 + 0.7) / 2, 1.0)]


def test_what_is_no_word_has_no_text_and_parts_nothing() -> None:
    assert known_parts([MY, WordPlace("", 0.3, 0.6), DYER]) == [Part("My Dyer", 0.0, 1.0)]


def test_a_sure_reading_counts_between_confirmed_words_but_not_alone() -> None:
    sure = WordPlace("dear", 0.3, 0.6, is_confirmed=False)
    assert known_parts([MY, sure, DYER]) == [Part("My dear Dyer", 0.0, 1.0)]
    assert known_parts([sure, WordPlace(None, 0.7, 0.9)]) == []


def test_nothing_known_gives_nothing() -> None:
    assert known_parts([UNKNOWN]) == known_parts([]) == known_parts([WordPlace("", 0.0, 1.0)]) == []
