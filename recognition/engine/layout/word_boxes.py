"""Where words begin and end on a strip: from the reader's frames to the ink."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ..decoding.words import DecodedWord

_INK_CONTRAST = 0.35  # of the way from paper to the darkest ink
_BREATH = 1  # columns left free on either side
_RULE, _THIN = 1.5, 0.15  # a level stroke longer than so many heights of the strip, and thinner, is a rule
_EDGE = 0.2  # of the strip's height, in which ink that touches its edge is a neighbour's
_MIN_AREA = 8  # pixels of a piece of ink


def word_columns(strip: NDArray[np.uint8], words: Sequence[DecodedWord], frame_count: int) -> list[tuple[int, int]]:
    """Columns start ≤ x < end of each word on the strip (H, W): neighbours part at the emptiest column between
    their letters, then the box shrinks to its ink."""
    if not words:
        return []
    width = strip.shape[1]
    ink = _ink_profile(strip)
    step = width / max(1, frame_count)
    cuts = [0]
    for left, right in pairwise(words):
        low, high = int(left.ink_end * step), int(right.ink_start * step)
        middle = int((left.end + right.start) / 2 * step)
        cuts.append(max(cuts[-1] + 1, _emptiest(ink, low, high, middle)))
    cuts.append(width)
    return [_shrink(ink, a, b) for a, b in pairwise(cuts)]


def _ink_profile(strip: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Inked pixels a column, (W,), of what may be letters."""
    paper, dark = np.percentile(strip, 70), np.percentile(strip, 1)
    ink = (strip < paper - _INK_CONTRAST * (paper - dark) - 4).astype(np.uint8)
    counts: NDArray[np.int64] = _letters(ink).sum(0)
    return counts


def _letters(ink: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which inked pixels, (H, W), are no rule, no grain, and no tip of a neighbour's letter at the strip's edge."""
    height = len(ink)
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, round(_RULE * height)), np.uint8))
    thick = cv2.morphologyEx(level, cv2.MORPH_OPEN, np.ones((round(_THIN * height), 1), np.uint8))
    free = np.where(level > thick, 0, ink).astype(np.uint8)
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(free, connectivity=8)
    top, bottom = stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT]
    above = (top == 0) & (bottom <= _EDGE * height)
    below = (bottom == height) & (top >= (1 - _EDGE) * height)
    kept = (stats[:, cv2.CC_STAT_AREA] >= _MIN_AREA) & ~above & ~below
    kept[0] = False  # the paper
    letters: NDArray[np.bool_] = kept[pieces]
    return letters


def _emptiest(ink: NDArray[np.int64], low: int, high: int, middle: int) -> int:
    if high <= low:
        return middle
    window = ink[low : high + 1]
    empty = np.nonzero(window == window.min())[0] + low
    return int(empty[np.abs(empty - middle).argmin()])


def _shrink(ink: NDArray[np.int64], start: int, end: int) -> tuple[int, int]:
    inked = np.nonzero(ink[start:end])[0]
    if not len(inked):
        return start, max(end, start + 1)
    return max(start, start + int(inked[0]) - _BREATH), min(end, start + int(inked[-1]) + 1 + _BREATH)
