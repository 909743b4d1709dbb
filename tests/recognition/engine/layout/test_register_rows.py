"""Rows of a register."""

from __future__ import annotations

from recognition.engine.layout.register_rows import register_rows
from recognition.engine.transcription import Line


def line(name: str, y: float, left: float = 0.0, slope: float = 0.0) -> Line:
    """A line 100 wide and 40 high."""
    start, end = y + slope * left, y + slope * (left + 100)
    outline = ((left, start - 30), (left + 100, end - 30), (left + 100, end + 10), (left, start + 10))
    return Line(((left, start), (left + 100, end)), outline, id=name)


def names(*columns: list[Line]) -> list[list[str]]:
    return [["+".join(one.id for one in cell) for cell in row] for row in register_rows(columns)]


def test_a_row_begins_at_every_line_of_the_first_column() -> None:
    assert names([line("1", 100), line("2", 200)], [line("Dyer", 104), line("Hooker", 196)]) == [
        ["1", "Dyer"], ["2", "Hooker"],
    ]  # fmt: skip


def test_what_follows_belongs_to_the_row_above() -> None:
    columns = [line("1", 100), line("2", 300)], [line("Dyer", 100), line("of Kew", 160)], [line("2.20", 165)]
    assert names(*columns) == [["1", "Dyer+of Kew", "2.20"], ["2", "", ""]]


def test_what_stands_above_the_first_row_is_a_row_of_its_own() -> None:
    assert names([line("1", 200)], [line("from before", 100), line("Dyer", 200)]) == [
        ["", "from before"],
        ["1", "Dyer"],
    ]


def test_a_page_that_stands_askew_has_the_same_rows() -> None:
    columns = [[line(f"{left}-{row}", 100 + 50 * row, left, -0.1) for row in range(3)] for left in (0, 900)]
    assert names(*columns) == [["0-0", "900-0"], ["0-1", "900-1"], ["0-2", "900-2"]]


def test_without_a_first_column_all_is_one_row() -> None:
    assert names([], [line("a", 100), line("b", 200)]) == [["", "a+b"]]


def test_without_lines_there_is_no_row() -> None:
    assert register_rows([]) == register_rows([[], []]) == []
