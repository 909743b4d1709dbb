"""A line on the net's maps, and which of the doubtful ones are kept: those that stand where writing is expected.

The net has seen few single words and numerals among so many whole lines, and is less sure of them. Of what stands
squeezed between two lines, and in the rows of a register, more is writing than its chance says; elsewhere it is stains,
flourishes and the other side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..geometry import Floats
from .linenet import LINE_HEIGHT, STRIDE

HEIGHT = LINE_HEIGHT / STRIDE  # of a line on the maps, in pixels
#: Chances from which on a line is kept: anywhere, in a register, between two lines.
_SURE, _FIELD, _INSERTION = 0.75, 0.6, 0.5
#: Two lines that are further apart leave room for a line of its own; a shorter piece between them is a flourish.
_ROOM, _WORD = 1.3 * HEIGHT, HEIGHT
_APART = 0.3 * HEIGHT  # nearer to one of them it is a part of that line
#: A register: so much of it stands in rows of three and more; 0.53 to 1 on 36 pages, under 0.5 on nearly all others.
_IN_ROWS, _IN_A_ROW, _SAME_ROW, _OVERLAP = 0.5, 3, 0.5 * HEIGHT, 3.0


@dataclass(frozen=True, slots=True, eq=False)
class NetLine:
    """On the maps. `points`: float32 (N, 2) along the baseline in reading direction, about a pixel apart; `angle`: of
    that direction, radians clockwise from rightwards; `up`, `down`: reach above and below; `chance`: 0-1."""

    points: Floats
    angle: float
    up: float
    down: float
    chance: float

    @property
    def length(self) -> float:
        return float(np.hypot(*(self.points[-1] - self.points[0])))


def kept_lines(lines: Sequence[NetLine]) -> list[NetLine]:
    """Those that are surely writing, and the doubtful ones that stand where it is expected."""
    sure = [line for line in lines if line.chance >= _SURE]
    least = _FIELD if _is_register(sure) else _SURE
    doubtful = (line for line in lines if line.chance < _SURE)
    return sure + [line for line in doubtful if line.chance >= least or _is_insertion(line, sure)]


def _is_register(lines: Sequence[NetLine]) -> bool:
    if not lines:
        return False
    left, right, level = np.array(
        [(line.points[:, 0].min(), line.points[:, 0].max(), np.median(line.points[:, 1])) for line in lines]
    ).T
    same_row = np.abs(level[:, None] - level) < _SAME_ROW
    beside = (left[:, None] >= right - _OVERLAP) | (right[:, None] <= left + _OVERLAP)
    others: NDArray[np.int64] = (same_row & beside).sum(1)
    return bool(np.mean(others >= _IN_A_ROW - 1) >= _IN_ROWS)


def _is_insertion(line: NetLine, sure: Sequence[NetLine]) -> bool:
    """Whether it may be a word between two lines that leave no room for a line."""
    if line.chance < _INSERTION or line.length < _WORD:
        return False
    x, y = line.points[len(line.points) // 2]
    beyond = [_level(other, x) - y for other in sure if other.points[0, 0] <= x <= other.points[-1, 0]]
    above, below = (
        min((-d for d in beyond if d < 0), default=np.inf),
        min((d for d in beyond if d >= 0), default=np.inf),
    )
    return bool(above + below < _ROOM and min(above, below) > _APART)


def _level(line: NetLine, x: float) -> float:
    return float(np.interp(x, line.points[:, 0], line.points[:, 1]))
