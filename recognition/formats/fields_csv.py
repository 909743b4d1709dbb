"""A table of what forms and registers hold: one row a register row, one column a field.

The columns of a register give a page's rows; the fields of a form hold for the whole page and stand in each of them.
A page with fields alone is one row. Two columns at the end name the fields whose text is there but does not fit the
field's pattern, and those that hold text which no person has confirmed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from ..engine.decoding.patterns import fits, parse_pattern
from ..engine.layout.register_rows import register_rows
from ..engine.transcription import COLUMN, MACHINE, Line, Page, Region, Transcription
from .format import Stamp
from .words_csv import Cell, guarded

PLACE = ("document", "page", "image", "row")
NOT_FITTING, UNCONFIRMED = "not fitting", "not confirmed"
_BETWEEN = " | "

Lines = tuple[Line, ...]


def write(transcription: Transcription, stamp: Stamp) -> bytes:
    """UTF-8 with byte order mark, as `words_csv` writes; pages without fields have no row."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    names = list(dict.fromkeys(region.name for page in transcription.pages for region in _fields(page)))
    writer.writerow([*PLACE, *map(guarded, names), NOT_FITTING, UNCONFIRMED])
    for number, page in enumerate(transcription.pages, 1):
        for row, filled in enumerate(_rows(page), 1):
            place: list[Cell] = [guarded(transcription.title), number, guarded(page.image), row]
            writer.writerow(
                [*place, *(guarded(_text(filled, name)) for name in names), *map(guarded, _remarks(filled))]
            )
    return table.getvalue().encode("utf-8-sig")


def _fields(page: Page) -> list[Region]:
    return [region for region in page.regions if region.name]


def _rows(page: Page) -> Iterator[list[tuple[Region, Lines]]]:
    """What stands in each field, by row."""
    fields = _fields(page)
    columns = [field for field in fields if field.kind == COLUMN]
    whole = [(field, field.lines) for field in fields if field.kind != COLUMN]
    rows = register_rows([column.lines for column in columns])
    for row in rows:
        yield [*whole, *zip(columns, row, strict=True)]
    if whole and not rows:
        yield whole


def _text(filled: Sequence[tuple[Region, Lines]], name: str) -> str:
    return " ".join(_said(lines) for field, lines in filled if field.name == name).strip()


def _said(lines: Lines) -> str:
    return " ".join(line.text for line in lines if line.text)


def _remarks(filled: Sequence[tuple[Region, Lines]]) -> tuple[str, str]:
    """Names of the fields that do not fit, and of those that no person has confirmed."""
    misfits = [field.name for field, lines in filled if field.pattern and not _all_fit(field.pattern, lines)]
    words = [(field.name, word) for field, lines in filled for line in lines for word in line.words]
    machine = dict.fromkeys(name for name, word in words if word.author == MACHINE)
    return _BETWEEN.join(misfits), _BETWEEN.join(machine)


def _all_fit(pattern: str, lines: Lines) -> bool:
    return all(fits(line.text, parse_pattern(pattern)) for line in lines if line.text)
