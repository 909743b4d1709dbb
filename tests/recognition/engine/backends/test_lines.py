from __future__ import annotations

import pytest

from recognition.engine.backends.lines import box, line_of, page_of, strip_line
from recognition.engine.transcription import Word


def words(*boxes: tuple[float, float, float, float]) -> list[Word]:
    return [Word("x", box(*edges)) for edges in boxes]


def test_a_sloping_line_has_a_sloping_baseline() -> None:
    line = line_of(words((0, 0, 20, 30), (100, 10, 120, 40), (200, 20, 220, 50)))
    assert line.baseline == (pytest.approx((0, 29)), pytest.approx((220, 51)))


def test_one_descender_does_not_tip_a_short_line() -> None:
    line = line_of(words((0, 0, 20, 30), (100, 0, 120, 40)))
    assert line.baseline == ((0, 35), (120, 35))


def test_the_outline_holds_all_words() -> None:
    line = line_of(words((0, 5, 20, 30), (100, 0, 120, 40)))
    assert line.polygon == ((0, 0), (120, 0), (120, 40), (0, 40))


def test_a_strip_without_words_keeps_its_outline() -> None:
    line = strip_line([], 300, 64)
    assert (line.words, line.baseline, line.polygon[2]) == ((), (), (300, 64))


def test_ids_count_through_the_page_and_empty_blocks_vanish() -> None:
    one, two = (line_of(words((0, top, 20, top + 20))) for top in (0, 50))
    page = page_of([[one], [], [two]], 100, 100, "p")
    assert [(r.id, [(line.id, line.words[0].id) for line in r.lines]) for r in page.regions] == [
        ("r0", [("l0", "l0w0")]),
        ("r1", [("l1", "l1w0")]),
    ]
    assert page.regions[1].polygon == box(0, 50, 20, 70)
