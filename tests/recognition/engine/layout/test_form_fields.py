"""Lines divided among the fields of a form."""

from __future__ import annotations

from dataclasses import replace

from recognition.engine.geometry import bounds
from recognition.engine.layout.form_fields import lay_fields
from recognition.engine.transcription import COLUMN, Line, Page, Polygon, Region, Word


def box(left: float, top: float, right: float, bottom: float) -> Polygon:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def line(left: float, right: float, top: float = 100, words: tuple[tuple[float, float], ...] = ()) -> Line:
    said = tuple(Word("word", box(start, top, end, top + 40)) for start, end in words)
    return Line(((left, top + 30), (right, top + 30)), box(left, top, right, top + 40), said, id="l7")


def page(*lines: Line) -> Page:
    return Page("", 1000, 1400, (Region(lines, box(0, 0, 1000, 1400), id="r1"),))


def column(left: float, right: float, name: str) -> Region:
    return Region((), box(left, 50, right, 1300), COLUMN, name=name)


NUMBER, NAME = column(80, 300, "Number"), column(300, 900, "Name")


def spans(region: Region) -> list[tuple[int, int]]:
    """To ten pixels: an edge is found to a few."""
    return [(round(bounds(one.baseline)[0], -1), round(bounds(one.baseline)[2], -1)) for one in region.lines]


def test_a_line_over_two_columns_is_cut_at_the_edge() -> None:
    number, name = lay_fields(page(line(100, 800)), [NUMBER, NAME])
    assert (spans(number), spans(name)) == ([(100, 300)], [(300, 800)])
    assert bounds(number.lines[0].polygon)[2] == bounds(name.lines[0].polygon)[0]
    assert number.lines[0].id == ""


def test_a_line_within_a_field_stays_as_it_is() -> None:
    whole = line(320, 800)
    _, name = lay_fields(page(whole), [NUMBER, NAME])
    assert name.lines == (whole,)


def test_a_word_that_runs_over_the_edge_stays_whole() -> None:
    number, name = lay_fields(page(line(100, 800, words=((100, 160), (290, 420), (430, 800)))), [NUMBER, NAME])
    assert (spans(number), spans(name)) == ([(100, 290)], [(290, 800)])


def test_a_word_that_stands_half_in_each_is_cut() -> None:
    number, _ = lay_fields(page(line(100, 800, words=((200, 400),))), [NUMBER, NAME])
    assert spans(number) == [(100, 300)]


def test_a_word_over_a_whole_narrow_column_leaves_it_empty() -> None:
    narrow = [column(80, 300, "Number"), column(300, 340, "Sign"), column(340, 900, "Name")]
    number, sign, name = lay_fields(page(line(100, 800, words=((200, 350),))), narrow)
    assert (spans(number), spans(sign), spans(name)) == ([(100, 350)], [], [(350, 800)])


def test_a_baseline_may_reach_beyond_its_outline() -> None:
    odd = replace(line(320, 800), baseline=((100.0, 130.0), (800.0, 130.0)))
    number, name = lay_fields(page(odd), [NUMBER, NAME])
    assert (number.lines, spans(name)) == ((), [(300, 800)])


def test_what_lies_in_no_field_stays_in_its_region() -> None:
    title = line(100, 800, top=5)
    rest, _, name = lay_fields(page(title, line(320, 800)), [NUMBER, NAME])
    assert (rest.id, rest.lines) == ("r1", (title,))
    assert spans(name) == [(320, 800)]


def test_a_field_without_writing_is_there_and_empty() -> None:
    assert [region.name for region in lay_fields(page(), [NUMBER, NAME])] == ["Number", "Name"]


def test_pieces_at_one_height_are_one_line() -> None:
    _, name = lay_fields(page(line(600, 800, top=104), line(320, 580)), [NUMBER, NAME])
    assert spans(name) == [(320, 800)]


def test_lines_of_a_column_go_from_top_to_bottom() -> None:
    _, name = lay_fields(page(line(320, 800, top=300), line(320, 800, top=200)), [NUMBER, NAME])
    assert [bounds(one.polygon)[1] for one in name.lines] == [200, 300]


def test_a_stroke_that_runs_over_the_edge_is_not_cut_off() -> None:
    whole = line(290, 800)
    number, name = lay_fields(page(whole), [NUMBER, NAME])
    assert (number.lines, name.lines) == ((), (whole,))


def test_laid_twice_is_laid_once() -> None:
    once = lay_fields(page(line(100, 800), line(100, 800, top=200)), [NUMBER, NAME])
    again = lay_fields(Page("", 1000, 1400, once), [NUMBER, NAME])
    assert again == once
