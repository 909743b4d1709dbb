"""From the net's maps to lines: what is likely a baseline, between line ends, is followed in its reading direction."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from ..geometry import Floats
from .linenet import BASELINE, COSINE, DOWN, END, SINE, UP
from .net_lines import HEIGHT, NetLine, kept_lines

#: A piece thicker than a baseline is drawn holds two lines that touch, and is cut at a higher chance.
_CHANCES = (0.3, 0.5, 0.7, 0.85)
#: What is left of a piece above a higher chance looks likelier by so much than all of it, as blots do.
_RAISED = (0.0, 0.075, 0.145, 0.195)
_THICK, _THICK_SHARE, _THICK_PLACES = 6.5, 0.12, 9
_MIN_LENGTH = 4.0
_END_WEIGHT = 1.0
_ENDING = 3.0  # pixels of a baseline that the mark of its end hides
_SMOOTH = HEIGHT / 4
_MAX_GAP, _MAX_STEP, _MAX_TURN = 1.2 * HEIGHT, 0.22 * HEIGHT, np.radians(15)
_SEPARATION = 0.4  # mean chance of a line end within a gap that keeps its sides apart


def trace_maps(maps: Floats) -> list[NetLine]:
    """The lines of maps (MAPS, H, W), of which the first two are chances already."""
    core = maps[BASELINE] - _END_WEIGHT * maps[END]
    pieces = [_line(maps, *part) for part in _parts(core)]
    return kept_lines([line for line in _joined(pieces, maps[END]) if line.length >= _MIN_LENGTH])


def _parts(core: Floats, level: int = 0) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], float]]:
    """Rows and columns of each piece of baseline, and how much too likely it looks."""
    mask = (core > _CHANCES[level]).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for label in range(1, count):
        left, top, width, height, area = stats[label].tolist()
        if area < _MIN_LENGTH:
            continue
        window = slice(top, top + height), slice(left, left + width)
        own = labels[window] == label
        rows, columns = np.nonzero(own)
        if level + 1 < len(_CHANCES) and _is_thick(rows, columns):
            inner = np.where(own, core[window], -1.0).astype(np.float32)
            for deeper_rows, deeper_columns, raised in _parts(inner, level + 1):
                yield deeper_rows + top, deeper_columns + left, raised
        else:
            yield rows + top, columns + left, _RAISED[level]


def _is_thick(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> bool:
    """Whether two lines run side by side in a piece: it is broad across its long side at many places."""
    points = np.stack([columns, rows], 1).astype(np.float64)
    points -= points.mean(0)
    _, axes = np.linalg.eigh(points.T @ points)
    along, across = points @ axes[:, 1], points @ axes[:, 0]
    place = np.round(along - along.min()).astype(int)
    low, high = np.full(place.max() + 1, np.inf), np.full(place.max() + 1, -np.inf)
    np.minimum.at(low, place, across)
    np.maximum.at(high, place, across)
    thick = np.count_nonzero(high - low > _THICK)
    return bool(thick >= _THICK_PLACES or thick > _THICK_SHARE * len(low))


def _line(maps: Floats, rows: NDArray[np.int64], columns: NDArray[np.int64], raised: float) -> NetLine:
    chance = maps[BASELINE, rows, columns].astype(np.float64)
    angle = float(np.arctan2(chance @ maps[SINE, rows, columns], chance @ maps[COSINE, rows, columns]))
    points = np.stack([columns, rows], 1).astype(np.float64)
    axis = _axis(points, chance, angle)
    across = np.array([-axis[1], axis[0]])
    along = points @ axis
    first = along.min()
    place = np.round(along - first).astype(int)
    weight = np.bincount(place, chance)
    filled = np.flatnonzero(weight > 0)
    offset = np.bincount(place, chance * (points @ across))[filled] / weight[filled]
    at = np.arange(-_ENDING, filled[-1] + _ENDING + 0.5)
    curve = _smoothed(_continued(at, filled, offset))
    path = (at + first)[:, None] * axis + curve[:, None] * across
    up, down = (float(np.exp(np.median(maps[index, rows, columns]))) for index in (UP, DOWN))
    return NetLine(
        path.astype(np.float32), float(np.arctan2(axis[1], axis[0])), up, down, float(chance.mean()) - raised
    )


def _continued(at: NDArray[np.float64], known: NDArray[np.int64], offset: NDArray[np.float64]) -> NDArray[np.float64]:
    """The offsets at any place along a piece; beyond its ends it goes on as it came."""
    curve = np.interp(at, known, offset)
    reach = round(HEIGHT)
    for outside, inner in ((at < known[0], slice(None, reach)), (at > known[-1], slice(-reach, None))):
        if len(known) > reach:
            slope, level = np.polyfit(known[inner], offset[inner], 1)
            curve[outside] = slope * at[outside] + level
    return curve


def _axis(points: NDArray[np.float64], chance: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
    """Unit vector along a piece: its own long side where it is long, pointing as it is read."""
    read = np.array([np.cos(angle), np.sin(angle)])
    centred = points - np.average(points, 0, chance)
    sizes, axes = np.linalg.eigh((centred * chance[:, None]).T @ centred)
    if np.sqrt(sizes[1] / chance.sum()) < HEIGHT / 4:  # a word too short to have a direction of its own
        return read
    long_side: NDArray[np.float64] = axes[:, 1]
    return long_side if long_side @ read >= 0 else -long_side


def _smoothed(curve: NDArray[np.float64]) -> NDArray[np.float64]:
    row = cv2.GaussianBlur(curve.reshape(1, -1), (0, 0), _SMOOTH, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(row.ravel(), np.float64)


def _joined(lines: list[NetLine], ends: Floats) -> list[NetLine]:
    """Pieces that continue one another, with no line end between them, as one; the nearest pairs first."""
    pairs = sorted(
        (gap, i, j)
        for i, left in enumerate(lines)
        for j, right in enumerate(lines)
        if i != j and (gap := _gap(left, right, ends)) is not None
    )
    following: dict[int, int] = {}
    preceding: dict[int, int] = {}
    for _, i, j in pairs:
        if i not in following and j not in preceding and not _leads_to(following, j, i):
            following[i], preceding[j] = j, i
    chains = []
    for i in range(len(lines)):
        if i in preceding:
            continue
        chain = [lines[i]]
        while i in following:
            i = following[i]
            chain.append(lines[i])
        chains.append(_chain(chain))
    return chains


def _leads_to(following: dict[int, int], start: int, goal: int) -> bool:
    while start in following:
        start = following[start]
        if start == goal:
            return True
    return start == goal


def _gap(left: NetLine, right: NetLine, ends: Floats) -> float | None:
    """The distance from the end of one piece to the start of another that continues it; None where none does."""
    step = right.points[0] - left.points[-1]
    if abs(step[0]) > 2 * _MAX_GAP or abs(step[1]) > 2 * _MAX_GAP:
        return None
    turn = (right.angle - left.angle + np.pi) % (2 * np.pi) - np.pi
    if abs(turn) > _MAX_TURN:
        return None
    middle = left.angle + turn / 2
    along = float(step @ (np.cos(middle), np.sin(middle)))
    across = float(step @ (-np.sin(middle), np.cos(middle)))
    if not -2 * _ENDING < along < _MAX_GAP or abs(across) > _MAX_STEP:
        return None
    between = np.linspace(left.points[-1], right.points[0], 8).round().astype(int)
    inside = np.clip(between, 0, np.array(ends.shape[::-1]) - 1)
    return along if ends[inside[:, 1], inside[:, 0]].mean() < _SEPARATION else None


def _chain(pieces: list[NetLine]) -> NetLine:
    if len(pieces) == 1:
        return pieces[0]
    lengths = np.array([piece.length + 1e-6 for piece in pieces])
    points = np.concatenate([p.points[1:-1] if len(p.points) > 4 else p.points for p in pieces])
    up, down, chance = (
        float(np.average([getattr(p, n) for p in pieces], weights=lengths)) for n in ("up", "down", "chance")
    )
    run = points[-1] - points[0]
    return NetLine(points, float(np.arctan2(run[1], run[0])), up, down, chance)
