"""Words to rows, rows to sheets: the layer of ink of each sheet, and the true records of what stands where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from ..geometry import bounds
from ..transcription import Line, Region
from .synthetic_hand import Hand, Mark, Pen, write_word
from .synthetic_noise import Field, curve
from .synthetic_truth import Placed, true_line

Ink = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, date, salutation… A newline forces a new row; a tab pushes the rest of the row to the right."""

    text: str
    kind: str = "paragraph"
    align: Literal["left", "right", "centre"] = "left"
    indent: float = 0.0  # x-heights, first row
    left: float = 0.0  # share of the writing width left free at the left
    gap: float = 0.0  # rows left free above
    flourish: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper, page pixels; `pitch` is the distance of its rows."""

    width: int
    height: int
    pitch: float
    left: float
    right: float
    top: float
    bottom: float
    drift: float = 10.0  # how far the left edge of the rows strays
    uneven: float = 0.02  # deviation of the pitch, in shares of it; 0 on ruled paper


@dataclass(slots=True)
class WrittenSheet:
    """`ink`: float32 (height, width), 0 to 1. `regions` in sheet pixels."""

    sheet: Sheet
    ink: Ink
    regions: list[Region] = field(default_factory=list)


def write_sheets(blocks: Sequence[Block], hand: Hand, sheet: Sheet, rng: np.random.Generator) -> list[WrittenSheet]:
    """Fill as many sheets as the blocks need. Raises FontError where the font lacks the text's glyphs."""
    writer = _Writer(hand, sheet, rng)
    for block in blocks:
        writer.write(block)
    return writer.sheets


class _Writer:
    """The writer's hand on its way down the sheets."""

    def __init__(self, hand: Hand, sheet: Sheet, rng: np.random.Generator) -> None:
        self._hand, self._sheet, self._rng = hand, sheet, rng
        self._pen = Pen(hand, rng)
        self.sheets: list[WrittenSheet] = []
        self._edge: Field = np.zeros(1, np.float32)
        self._turn()

    def write(self, block: Block) -> None:
        self._y += block.gap * self._sheet.pitch
        lines: list[Line] = []
        rows = [row for text in block.text.split("\n") for row in self._rows(text, block)]
        for number, row in enumerate(rows):
            if self._y > self._sheet.height - self._sheet.bottom:
                self._close(lines, block)
                lines = []
                self._turn()
            name = f"r{len(self.sheets[-1].regions)}l{len(lines)}"
            lines.append(self._place(row, block, name, first=number == 0))
            self._y += self._sheet.pitch * (1 + self._rng.normal(0, self._sheet.uneven))
        if block.flourish and lines:
            self._underline(lines[-1])
        self._close(lines, block)

    def _turn(self) -> None:
        """Take a new sheet."""
        shape = (self._sheet.height, self._sheet.width)
        self.sheets.append(WrittenSheet(self._sheet, np.zeros(shape, np.float32)))
        self._y = self._sheet.top
        self._edge = self._sheet.drift * curve(self._sheet.height + 1, 5 * self._sheet.pitch, self._rng)

    def _close(self, lines: list[Line], block: Block) -> None:
        if not lines:
            return
        left, top, right, bottom = bounds(point for line in lines for point in line.polygon)
        regions = self.sheets[-1].regions
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        regions.append(Region(tuple(lines), corners, block.kind, f"r{len(regions)}"))

    def _width(self, block: Block) -> float:
        return (self._sheet.width - self._sheet.left - self._sheet.right) * (1 - block.left)

    def _rows(self, text: str, block: Block) -> list[list[list[Mark]]]:
        """Rows of cells of words: words are written at once, so that rows break where the ink is full."""
        cells = [[self._mark(word) for word in cell.split()] for cell in text.split("\t")]
        if len(cells) > 1:
            return [cells]
        rows: list[list[list[Mark]]] = [[[]]]
        room = self._width(block) - block.indent * self._hand.x_height
        for mark in cells[0]:
            if rows[-1][0] and mark.advance > room:
                rows.append([[]])
                room = self._width(block)
            rows[-1][0].append(mark)
            room -= mark.advance + self._hand.word_space * self._hand.x_height
        return rows

    def _mark(self, word: str) -> Mark:
        return write_word(word, self._hand, self._rng, self._pen.load(len(word)))

    def _length(self, cell: list[Mark]) -> float:
        space = self._hand.word_space * self._hand.x_height
        return sum(mark.advance for mark in cell) + space * max(0, len(cell) - 1)

    def _place(self, row: list[list[Mark]], block: Block, name: str, first: bool) -> Line:
        """Write a row at the pen's height and return its truth."""
        sheet, unit, rng = self._sheet, self._hand.x_height, self._rng
        start = sheet.width - sheet.right - self._width(block) + float(self._edge[min(int(self._y), sheet.height)])
        free = self._width(block) - self._length(row[0])
        share = {"left": 0.0, "centre": 0.5, "right": 1.0}[block.align]
        slope = self._hand.slope + rng.normal(0, self._hand.slope_jitter)
        bow = 0.06 * unit * curve(sheet.width, 12 * unit, rng)
        placed: list[Placed] = []
        for cell in row:
            x = start + max(0.0, free) * share + (block.indent * unit if first else rng.normal(0, 0.15 * unit))
            if cell is not row[0]:
                x = max(x, sheet.width - sheet.right - self._length(cell))
            for mark in cell:
                y = self._y + slope * (x - sheet.left) + float(bow[int(np.clip(x, 0, sheet.width - 1))])
                placed.append(Placed(mark, x, y + rng.normal(0, self._hand.baseline_jitter * unit)))
                x += mark.advance + unit * self._hand.word_space * float(np.clip(rng.normal(1, 0.16), 0.6, 1.6))
        for item in placed:
            _press(self.sheets[-1].ink, item)
        return true_line(placed, unit, name)

    def _underline(self, line: Line) -> None:
        """A flourish under the last row, as under a signature."""
        left, _, right, bottom = bounds(line.polygon)
        at = np.linspace(0, 1, 60)
        x = left + (right - left) * (at * 1.15 - 0.05) + 0.12 * (right - left) * np.sin(5 * at)
        y = bottom + self._hand.x_height * (0.25 + 0.35 * np.sin(4.2 * at + self._rng.uniform(0, 2)) - 0.5 * at)
        points = np.stack([x, y], 1) * 16
        layer = np.zeros(self.sheets[-1].ink.shape, np.uint8)
        cv2.polylines(layer, [points.round().astype(np.int32)], False, 255, 2, cv2.LINE_AA, 4)
        pale = cv2.GaussianBlur(layer, (0, 0), 0.7).astype(np.float32) / 255 * self._hand.strength * 0.8
        np.maximum(self.sheets[-1].ink, pale, out=self.sheets[-1].ink)


def _press(ink: Ink, item: Placed) -> None:
    """Lay a word's ink on the sheet's; what hangs over the edge is lost."""
    left, top = item.corner
    height, width = item.mark.ink.shape
    y0, y1 = max(0, top), min(ink.shape[0], top + height)
    x0, x1 = max(0, left), min(ink.shape[1], left + width)
    if y1 > y0 and x1 > x0:
        part = ink[y0:y1, x0:x1]
        part += (1 - part) * item.mark.ink[y0 - top : y1 - top, x0 - left : x1 - left]
