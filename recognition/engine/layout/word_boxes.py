"""Where words begin and end on a strip: from the reader's frames to the ink."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..decoding.words import DecodedWord

_INK_CONTRAST = 0.35  # of the way from paper to the darkest ink
_BREATH = 2  # columns left free on either side


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
    """Inked pixels a column, (W,)."""
    paper, dark = np.percentile(strip, 70), np.percentile(strip, 1)
    counts: NDArray[np.int64] = (strip < paper - _INK_CONTRAST * (paper - dark) - 4).sum(0)
    return counts


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
