"""A table, one row a word in reading order. Page, line and word are counted from 1; lines through the page.

It begins with a byte order mark: without one, spreadsheet programs take UTF-8 for a national code page and show
wrong accents; programs read it as `utf-8-sig`. Cells that a spreadsheet would run as a formula get an apostrophe
in front; `unguarded` takes exactly that one away again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from ..engine.transcription import Line, Transcription, Word
from .format import Stamp
from .outline import box

COLUMNS = (
    "document", "page", "image", "region", "line", "word", "text", "author", "confidence",
    "left", "top", "width", "height", "alternatives",
)  # fmt: skip

#: Full-width signs too: spreadsheets of East Asian locales take them for the plain ones.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
#: A sign alone or a number does nothing, and words of a letter may be just that.
_HARMLESS = re.compile(r"[=+\-@]|[+-][0-9]+([.,][0-9]+)?")
_BETWEEN = " | "

Cell = str | int


def write(transcription: Transcription, stamp: Stamp) -> bytes:
    """UTF-8 with byte order mark, fields quoted where needed, rows end in CR LF (RFC 4180)."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in _rows(transcription))
    return table.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula."""
    return "'" + text if _FORMULA.match(text) and not _HARMLESS.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _rows(transcription: Transcription) -> Iterator[list[Cell]]:
    for page_number, page in enumerate(transcription.pages, 1):
        line_number = 0
        for region_number, region in enumerate(page.regions, 1):
            for line in region.lines:
                line_number += 1
                place: list[Cell] = [transcription.title, page_number, page.image, region_number, line_number]
                yield from (place + cells for cells in _words(line))


def _words(line: Line) -> Iterator[list[Cell]]:
    for number, word in enumerate(line.words, 1):
        confidence = "" if word.confidence is None else f"{word.confidence:.4f}"
        others = _BETWEEN.join(a.text for a in word.others)
        yield [number, word.text, word.author, confidence, *_extent(word), others]


def _extent(word: Word) -> tuple[Cell, Cell, Cell, Cell]:
    if not word.polygon:
        return "", "", "", ""
    left, top, right, bottom = box(word.polygon)
    return left, top, right - left, bottom - top
