"""Reading order of lines that may run in any direction: the main writing first, then what stands across it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..geometry import Floats
from .baselines import Trace
from .extents import interline
from .net_lines import HEIGHT, NetLine
from .order import paragraphs

_SAME_DIRECTION = np.radians(40)
_X_HEIGHT = 0.45  # of the reach above the baseline
_INTERLINE = HEIGHT / 1.25  # where no two lines lie over each other
#: Paragraphs beside all but so much of the writing at either side, and so narrow beside it, are notes in the margin.
_OUTER, _NARROW = 0.1, 0.35
PARAGRAPH, MARGINALIA = "paragraph", "marginalia"  # types of PAGE


@dataclass(frozen=True, slots=True)
class Block:
    """Numbers of a paragraph's lines in reading order, and its type in PAGE."""

    lines: list[int]
    kind: str = PARAGRAPH


def main_angle(lines: Sequence[NetLine]) -> float:
    """The direction in which most is written, radians; 0 without lines."""
    return float(np.angle(sum(line.length * np.exp(1j * line.angle) for line in lines))) if lines else 0.0


def in_order(lines: Sequence[NetLine]) -> list[Block]:
    """The lines' paragraphs in reading order; those across the main direction are marginalia."""
    waiting = list(range(len(lines)))
    ordered: list[Block] = []
    while waiting:
        angle = _commonest([lines[i] for i in waiting])
        group = [i for i in waiting if abs(_difference(lines[i].angle, angle)) <= _SAME_DIRECTION]
        turned = [_level(lines[i].points, angle) for i in group]
        traces = [_trace(points, lines[i].up) for i, points in zip(group, turned, strict=True)]
        parts = paragraphs(traces, interline(turned) or _INTERLINE)
        aside = set(range(len(parts))) if ordered else _in_margin(traces, parts)
        ordered += [
            Block([group[n] for n in part], MARGINALIA if i in aside else PARAGRAPH) for i, part in enumerate(parts)
        ]
        waiting = [i for i in waiting if i not in set(group)]
    return ordered


def _in_margin(traces: Sequence[Trace], parts: Sequence[Sequence[int]]) -> set[int]:
    """Which paragraphs stand beside the writing: narrow, at the height of other lines, and left or right of them."""
    columns = np.concatenate([trace.x for trace in traces])
    left, right = np.quantile(columns, (_OUTER, 1 - _OUTER))
    found = set()
    for index, part in enumerate(parts):
        own = [traces[n] for n in part]
        first, last = min(t.x[0] for t in own), max(t.x[-1] for t in own)
        top, bottom = (pick(float(t.y.mean()) for t in own) for pick in (min, max))
        others = [float(t.y.mean()) for n, t in enumerate(traces) if n not in part]
        beside = any(y < top for y in others) and any(y > bottom for y in others)
        if beside and (last < left or first > right) and last - first < _NARROW * (right - left):
            found.add(index)
    return found


def _commonest(lines: Sequence[NetLine]) -> float:
    """The direction of the line in whose direction most is written."""

    def company(line: NetLine) -> float:
        return sum(o.length for o in lines if abs(_difference(o.angle, line.angle)) <= _SAME_DIRECTION / 2)

    return max(lines, key=company).angle


def _difference(a: float, b: float) -> float:
    return float((a - b + np.pi) % (2 * np.pi) - np.pi)


def _level(points: Floats, angle: float) -> Floats:
    """Turned so that the direction `angle` runs rightwards."""
    cosine, sine = np.cos(angle), np.sin(angle)
    turned: Floats = (points @ np.array([[cosine, -sine], [sine, cosine]])).astype(np.float32)
    return turned


def _trace(points: Floats, up: float) -> Trace:
    order = np.argsort(points[:, 0])
    x = np.arange(int(np.floor(points[:, 0].min())), int(np.ceil(points[:, 0].max())) + 1)
    y = np.interp(x, points[order, 0], points[order, 1]).astype(np.float32)
    return Trace(x, y, _X_HEIGHT * up, float(len(x)))
