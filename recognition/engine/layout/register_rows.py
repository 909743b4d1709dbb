"""The rows of a register, from lines in columns: plain numbers, for the web process too."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from ..transcription import Line

Row = tuple[tuple[Line, ...], ...]
#: Of the usual height of a line: by so much writing may stand above the line that begins its row.
_SLACK = 0.5


def register_rows(columns: Sequence[Sequence[Line]]) -> list[Row]:
    """The lines of each column by row: a row begins at every line of the first column, and what the others have above
    the first of them is a row of its own. Without lines in the first column all is one row; without any there is none.

    Heights are compared along the slope of the lines, so that a page may stand askew.
    """
    lines = [line for column in columns for line in column]
    if not lines:
        return []
    slope = median(_slope(line) for line in lines)
    slack = _SLACK * median(_height(line) for line in lines)
    starts = sorted(_level(line, slope) for line in columns[0])
    rows: list[list[list[Line]]] = [[[] for _ in columns] for _ in range(len(starts) + 1)]
    for number, column in enumerate(columns):
        for line in sorted(column, key=lambda line: _level(line, slope)):
            row = sum(start - slack <= _level(line, slope) for start in starts)
            rows[row][number].append(line)
    return [tuple(map(tuple, row)) for row in rows if any(row)]


def _level(line: Line, slope: float) -> float:
    """How far down the line lies, measured at the page's left edge."""
    return median(y - slope * x for x, y in line.baseline)


def _slope(line: Line) -> float:
    (x0, y0), (x1, y1) = line.baseline[0], line.baseline[-1]
    return (y1 - y0) / (x1 - x0) if x1 != x0 else 0.0


def _height(line: Line) -> float:
    ys = [y for _, y in line.polygon or line.baseline]
    return max(ys) - min(ys)
