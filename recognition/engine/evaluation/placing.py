"""Words of a page laid to its true lines by place, so that reading is measured whatever order they came in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2

from ..geometry import Floats, as_array, bounds
from ..transcription import Line, Word


def words_by_line(words: Iterable[Word], lines: Sequence[Line]) -> tuple[list[list[Word]], list[Word]]:
    """Per true line the words whose middle lies deepest within its polygon, from left to right; and those in none."""
    outlines = [as_array(line.polygon) for line in lines]
    found: list[list[Word]] = [[] for _ in lines]
    surplus: list[Word] = []
    for word in words:
        index = _deepest(word, outlines)
        (surplus if index is None else found[index]).append(word)
    return [sorted(some, key=lambda word: bounds(word.polygon)[0]) for some in found], surplus


def _deepest(word: Word, outlines: Sequence[Floats]) -> int | None:
    if not word.polygon:
        return None
    left, top, right, bottom = bounds(word.polygon)
    middle = ((left + right) / 2, (top + bottom) / 2)
    depths = [cv2.pointPolygonTest(o, middle, True) if len(o) > 2 else -1.0 for o in outlines]
    best = max(range(len(depths)), key=depths.__getitem__, default=None)
    return best if best is not None and depths[best] >= 0 else None
