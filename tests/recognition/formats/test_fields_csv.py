"""Forms and registers as a table."""

from __future__ import annotations

import csv
import io

from recognition.engine.transcription import COLUMN, FIELD, MACHINE, PERSON, Line, Page, Region, Transcription, Word
from recognition.formats import FORMATS, Stamp


def line(text: str, y: float, author: str = MACHINE) -> Line:
    words = tuple(Word(word, author=author) for word in text.split())
    return Line(((0.0, y), (100.0, y)), ((0.0, y - 30), (100.0, y - 30), (100.0, y + 10)), words)


def column(name: str, *lines: Line, pattern: str = "") -> Region:
    return Region(lines, kind=COLUMN, name=name, pattern=pattern)


def table(stamp: Stamp, *pages: tuple[Region, ...]) -> list[dict[str, str]]:
    whole = Transcription("Register", tuple(Page(f"p{i}.jpg", 100, 900, own) for i, own in enumerate(pages, 1)))
    return list(csv.DictReader(io.StringIO(FORMATS["fields"].write(whole, stamp).decode("utf-8-sig"))))


def test_a_register_row_is_a_row_and_a_field_a_column(stamp: Stamp) -> None:
    page = (column("No", line("1", 100), line("2", 200)), column("Name", line("Dyer", 100), line("Hooker", 200)))
    rows = table(stamp, page)
    assert [(row["page"], row["row"], row["No"], row["Name"]) for row in rows] == [
        ("1", "1", "1", "Dyer"), ("1", "2", "2", "Hooker"),
    ]  # fmt: skip


def test_a_field_of_the_page_stands_in_each_of_its_rows(stamp: Stamp) -> None:
    month = Region((line("May", 20), line("1850", 60)), kind=FIELD, name="Month")
    rows = table(stamp, (month, column("No", line("1", 100), line("2", 200))))
    assert [row["Month"] for row in rows] == ["May 1850", "May 1850"]


def test_a_form_is_one_row_a_page_and_pages_without_fields_have_none(stamp: Stamp) -> None:
    field = Region((line("Dyer", 20),), kind=FIELD, name="Name")
    rows = table(stamp, (field,), (Region((line("a letter", 20),)),), (field,))
    assert [(row["page"], row["Name"]) for row in rows] == [("1", "Dyer"), ("3", "Dyer")]


def test_what_does_not_fit_its_pattern_is_named(stamp: Stamp) -> None:
    sums = column("Sum", line("2.20", 100), line("Dyer", 200), pattern="money")
    rows = table(stamp, (column("No", line("1", 100), line("2", 200), line("3", 300), pattern="number"), sums))
    assert [row["not fitting"] for row in rows] == ["", "Sum", ""]


def test_what_nobody_has_confirmed_is_named(stamp: Stamp) -> None:
    page = (column("No", line("1", 100, PERSON)), column("Name", line("Dyer", 100)))
    assert [row["not confirmed"] for row in table(stamp, page)] == ["Name"]


def test_formulae_are_guarded(stamp: Stamp) -> None:
    assert table(stamp, (column("No", line("=SUM(A1)", 100)),))[0]["No"] == "'=SUM(A1)"
