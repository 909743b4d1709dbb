"""Reading order: lines to rows, rows to blocks, blocks in the order they are read, and each cut into paragraphs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .baselines import Trace

_SAME_ROW = 0.35  # interlines between the baselines of pieces of one row
_ROW_GAP = 6.0  # interlines of blank inside a row, at most
_MIN_OVERLAP = 0.25  # of the narrower row's width, that makes two rows neighbours in a block
_MAX_STEP = 3.0  # interlines from a row to the next of its block
_PARAGRAPH_STEP = 1.45  # times the block's usual step
_INDENT = 1.0  # interlines
_MIN_INSIDE = 0.7  # of a block's area, within another block's box, that makes it a part of that

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(slots=True)
class Row:
    """Pieces of one line from left to right, by their numbers. Lengths are canvas pixels."""

    members: list[int]
    left: float
    right: float
    top: float
    bottom: float
    y: float


@dataclass(slots=True)
class Block:
    rows: list[Row]

    @property
    def box(self) -> Box:
        return (
            min(r.left for r in self.rows),
            min(r.top for r in self.rows),
            max(r.right for r in self.rows),
            max(r.bottom for r in self.rows),
        )


def paragraphs(traces: list[Trace], interline: float) -> list[list[int]]:
    """Numbers of the traces, by paragraph, in reading order."""
    rows = _rows(traces, interline)
    blocks = _in_order(_blocks(rows, interline))
    return [[number for row in part for number in row.members] for block in blocks for part in _parts(block, interline)]


def _rows(traces: list[Trace], interline: float) -> list[Row]:
    """Pieces side by side at one height join into rows, unless something stands between two columns of them."""
    rows = [
        Row([n], float(t.x[0]), float(t.x[-1]), float(t.y.min() - t.x_height), float(t.y.max()), float(np.median(t.y)))
        for n, t in enumerate(traces)
    ]
    rows.sort(key=lambda r: r.left)
    open_rows: list[Row] = []
    for row in rows:
        trace = traces[row.members[0]]
        best, distance = None, _ROW_GAP * interline
        for candidate in open_rows:
            last = traces[candidate.members[-1]]
            gap = row.left - candidate.right
            step = abs(float(last.y[-1]) - float(trace.y[0]))
            level = -0.5 * interline < gap < distance and step < _SAME_ROW * interline
            if level and not _columns(candidate, row, rows):
                best, distance = candidate, gap
        if best is None:
            open_rows.append(row)
            continue
        best.members += row.members
        best.right, best.top, best.bottom = row.right, min(best.top, row.top), max(best.bottom, row.bottom)
        best.y = (best.y + row.y) / 2
    return sorted(open_rows, key=lambda r: r.y)


def _columns(left: Row, right: Row, rows: list[Row]) -> bool:
    """Whether the pieces belong to two columns: above or below, others end and begin in the same gap."""
    height = 3.5 * max(left.bottom - left.top, right.bottom - right.top, 1.0)
    near = [r for r in rows if r is not left and r is not right and abs(r.y - left.y) < height]
    middle = (left.right + right.left) / 2
    ends = sum(r.right <= middle and r.right > left.left for r in near)
    starts = sum(r.left >= middle and r.left < right.right for r in near)
    crossing = sum(r.left < left.right and r.right > right.left for r in near)
    return ends >= 1 and starts >= 1 and crossing == 0


def _overlap(a: Row, b: Row) -> float:
    shared = min(a.right, b.right) - max(a.left, b.left)
    return shared / max(1.0, min(a.right - a.left, b.right - b.left))


def _blocks(rows: list[Row], interline: float) -> list[Block]:
    """Chains of rows one below the other; where a row has two below it side by side, new chains begin."""
    below = [_next(row, rows[i + 1 :], interline) for i, row in enumerate(rows)]
    above: dict[int, list[int]] = {}
    index = {id(row): i for i, row in enumerate(rows)}
    for i, following in enumerate(below):
        for row in following:
            above.setdefault(index[id(row)], []).append(i)
    blocks: list[Block] = []
    home: dict[int, Block] = {}
    for i, row in enumerate(rows):
        parents = above.get(i, [])
        parent = parents[0] if len(parents) == 1 and len(below[parents[0]]) == 1 else None
        block = home[parent] if parent is not None else Block([])
        if parent is None:
            blocks.append(block)
        block.rows.append(row)
        home[i] = block
    return _with_insertions(blocks)


def _with_insertions(blocks: list[Block]) -> list[Block]:
    """Blocks that lie inside a larger one, as words between its lines do, become rows of it."""
    kept: list[Block] = []
    for block in sorted(blocks, key=lambda b: -len(b.rows)):
        host = next((k for k in kept if len(k.rows) > len(block.rows) and _inside(block.box, k.box)), None)
        if host is None:
            kept.append(block)
        else:
            host.rows = sorted(host.rows + block.rows, key=lambda r: r.y)
    return kept


def _inside(inner: Box, outer: Box) -> bool:
    across = min(inner[2], outer[2]) - max(inner[0], outer[0])
    down = min(inner[3], outer[3]) - max(inner[1], outer[1])
    area = (inner[2] - inner[0]) * (inner[3] - inner[1])
    return across > 0 and down > 0 and across * down > _MIN_INSIDE * area


def _next(row: Row, later: list[Row], interline: float) -> list[Row]:
    """The rows directly below: those it overlaps that no nearer one hides."""
    found: list[Row] = []
    for other in later:
        if other.y - row.y > _MAX_STEP * interline:
            break
        if _overlap(row, other) < _MIN_OVERLAP:
            continue
        if not any(_overlap(f, other) > 0 for f in found):
            found.append(other)
    return found


def _in_order(blocks: list[Block]) -> list[Block]:
    """Topological order (after Breuel 2003): above before below where they overlap across, left before right where
    they overlap down and no block between them spans both."""
    boxes = [b.box for b in blocks]
    waiting = set(range(len(blocks)))
    ordered: list[Block] = []
    while waiting:
        free = [i for i in waiting if not any(_before(boxes[j], boxes[i], boxes) for j in waiting if j != i)]
        first = min(free or waiting, key=lambda i: (boxes[i][1], boxes[i][0]))
        ordered.append(blocks[first])
        waiting.remove(first)
    return ordered


def _before(a: Box, b: Box, boxes: list[Box]) -> bool:
    across = min(a[2], b[2]) - max(a[0], b[0])
    down = min(a[3], b[3]) - max(a[1], b[1])
    centre_a, centre_b = (a[1] + a[3]) / 2, (b[1] + b[3]) / 2
    if across > 0.1 * min(a[2] - a[0], b[2] - b[0]):
        return centre_a < centre_b
    if down > 0.2 * min(a[3] - a[1], b[3] - b[1]):
        return a[0] < b[0]
    return centre_a < centre_b


def _parts(block: Block, interline: float) -> list[list[Row]]:
    """A block cut into paragraphs, where the step to the next row is large or a row is indented."""
    rows = block.rows
    steps = np.diff([r.y for r in rows])
    usual = float(np.median(steps)) if len(steps) else interline
    parts: list[list[Row]] = [[]]
    for i, row in enumerate(rows):
        if i and (steps[i - 1] > _PARAGRAPH_STEP * usual or _indented(rows, i, interline)):
            parts.append([])
        parts[-1].append(row)
    return parts


def _indented(rows: list[Row], i: int, interline: float) -> bool:
    """Whether a row starts right of the rows before and after it, which share a margin."""
    if i + 1 >= len(rows):
        return False
    row, previous, following = rows[i], rows[i - 1], rows[i + 1]
    inner = row.left - max(previous.left, following.left)
    wide = row.right - row.left > 0.35 * (following.right - following.left)
    return inner > _INDENT * interline and abs(previous.left - following.left) < 2 * _INDENT * interline and wide
