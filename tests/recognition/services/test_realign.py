"""Editing a line's text: words that stay, change, come, go, part and meet."""

from __future__ import annotations

import pytest

from recognition.services.realign import Span, outline, realign

#: Ten letters a tenth of the line each, as the machine read them: three words with blanks between.
LINE = (Span("my", 0.0, 0.2), Span("deer", 0.3, 0.7), Span("Sir", 0.75, 1.0))
BOX = [[0.0, 0.0], [100.0, 0.0], [100.0, 20.0], [0.0, 20.0]]


def placed(old: tuple[Span, ...], text: str) -> list[tuple[str, float, float, int | None]]:
    return [(p.text, round(p.start, 2), round(p.end, 2), p.old) for p in realign(old, text.split())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my deer Sir", [("my", 0.0, 0.2, 0), ("deer", 0.3, 0.7, 1), ("Sir", 0.75, 1.0, 2)]),
        ("my dear Sir", [("my", 0.0, 0.2, 0), ("dear", 0.3, 0.7, 1), ("Sir", 0.75, 1.0, 2)]),
        ("my Sir", [("my", 0.0, 0.2, 0), ("Sir", 0.75, 1.0, 2)]),
        ("deer Sir", [("deer", 0.3, 0.7, 1), ("Sir", 0.75, 1.0, 2)]),
        (
            "my de er Sir",
            [("my", 0.0, 0.2, 0), ("de", 0.3, 0.46, None), ("er", 0.54, 0.7, None), ("Sir", 0.75, 1.0, 2)],
        ),
        ("mydeer Sir", [("mydeer", 0.0, 0.7, None), ("Sir", 0.75, 1.0, 2)]),
        ("mydeerSir", [("mydeerSir", 0.0, 1.0, None)]),
        ("thy fine horse", [("thy", 0.0, 0.2, 0), ("fine", 0.3, 0.7, 1), ("horse", 0.75, 1.0, 2)]),
    ],
    ids=["unchanged", "changed", "dropped", "first dropped", "split", "joined", "all joined", "retyped"],
)
def test_words_of_the_line(text: str, expected: list[object]) -> None:
    assert placed(LINE, text) == expected


def test_a_missed_word_stands_in_the_gap_that_was_left_for_it() -> None:
    line = (Span("my", 0.0, 0.2), Span("Sir", 0.7, 1.0))
    my, dear, sir = placed(line, "my dear Sir")
    assert (my[3], dear[3], sir[3]) == (0, None, 1)
    assert 0.2 <= dear[1] < dear[2] <= 0.7


@pytest.mark.parametrize(("text", "found"), [("o my deer Sir", 0), ("my deer Sir x", 3), ("my deer o Sir", 2)])
def test_a_word_without_room_lies_over_the_edges_of_its_neighbours(text: str, found: int) -> None:
    places = realign(LINE, text.split())
    assert [place.old for i, place in enumerate(places) if i != found] == [0, 1, 2]
    assert 0.0 <= places[found].start < places[found].end <= 1.0


def test_writing_that_runs_to_the_left_is_parted_to_the_left() -> None:
    line = (Span("אב", 0.8, 1.0), Span("גדהו", 0.3, 0.7))
    assert placed(line, "אב גד הו") == [("אב", 0.8, 1.0, 0), ("גד", 0.54, 0.7, None), ("הו", 0.3, 0.46, None)]


def test_a_misread_word_that_was_two_shares_its_box() -> None:
    assert placed((Span("qwxz", 0.0, 0.9),), "of the") == [("of", 0.0, 0.3, None), ("the", 0.45, 0.9, None)]


def test_a_word_that_stays_is_never_regrouped() -> None:
    places = realign((Span("foo", 0.0, 0.5), Span("end", 0.5, 1.0)), ["foo", "bar", "end"])
    assert [place.old for place in places] == [0, None, 1]


def test_a_line_without_words_gets_boxes_from_edge_to_edge() -> None:
    places = realign((), ["a", "bc"])
    assert [place.old for place in places] == [None, None]
    assert 0.0 <= places[0].start < places[0].end < places[1].start < places[1].end <= 1.0


def test_nothing_is_left_of_an_emptied_line() -> None:
    assert realign(LINE, []) == []


def test_an_outline_is_cut_from_the_lines_by_the_words_around() -> None:
    words = [([[10, 0], [20, 0], [20, 20], [10, 20]], 0.1, 0.2), ([[60, 0], [90, 0], [90, 20], [60, 20]], 0.6, 0.9)]
    cut = outline(BOX, [[0.0, 15.0], [100.0, 15.0]], words, Span("x", 0.3, 0.5))
    assert sorted(cut) == [[30.0, 0.0], [30.0, 20.0], [50.0, 0.0], [50.0, 20.0]]


def test_an_outline_without_words_is_measured_by_the_baseline() -> None:
    cut = outline(BOX, [[0.0, 15.0], [100.0, 15.0]], [], Span("x", 0.0, 0.5))
    assert max(x for x, _ in cut) == 50.0
