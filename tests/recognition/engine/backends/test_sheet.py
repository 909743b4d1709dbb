from __future__ import annotations

import numpy as np

from recognition.engine.backends.lines import box, line_of, page_of
from recognition.engine.backends.sheet import LINES_A_SHEET, read_on_sheets
from recognition.engine.geometry import bounds
from recognition.engine.transcription import Page, Word


def dark_spots(sheet: np.ndarray) -> Page:
    """A reader that says of each dark column of a row how wide it is."""
    rows = np.nonzero((sheet < 50).any(1))[0]
    lines = []
    for row in (r for r in rows if r - 1 not in rows):
        columns = np.nonzero(sheet[row] < 50)[0]
        left = float(columns.min())
        lines.append(line_of([Word(str(len(columns)), box(left, row, left + len(columns), row + 10))]))
    return page_of([lines], sheet.shape[1], sheet.shape[0], "")


def strip(spot: int, height: int = 40, width: int = 300) -> np.ndarray:
    picture = np.full((height, width), 200, np.uint8)
    picture[height // 2 : height // 2 + 10, 30 : 30 + spot] = 0
    return picture


def test_every_strip_gets_its_own_words_back() -> None:
    spots = [5 + number for number in range(LINES_A_SHEET + 3)]
    strips = [strip(spot, 40 + spot, 200 + spot) for spot in spots]
    lines = read_on_sheets(dark_spots, strips)
    assert [line.text for line in lines] == [str(spot) for spot in spots]


def test_words_are_in_the_strips_pixels() -> None:
    (_, line) = read_on_sheets(dark_spots, [strip(7), strip(9, 60)])
    assert bounds(line.words[0].polygon) == (30, 30, 39, 40)
    assert line.polygon == box(0, 0, 300, 60)


def test_a_sheet_is_paid_once_for_many_lines() -> None:
    sheets: list[Page] = []

    def read(sheet: np.ndarray) -> Page:
        sheets.append(dark_spots(sheet))
        return sheets[-1]

    read_on_sheets(read, [strip(7)] * (2 * LINES_A_SHEET))
    assert len(sheets) == 2
    assert read_on_sheets(read, []) == []
