"""What stands where on a synthetic sheet: baselines and outlines measured on the ink itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..geometry import as_polygon
from ..transcription import PERSON, Line, Polygon, Word
from .synthetic_hand import Mark

_VISIBLE = 0.12  # densities above this count as ink
_MARGIN = 0.15  # x-heights left around the ink
_LEAST_UP, _LEAST_DOWN = 1.3, 0.3  # x-heights that outlines reach at least above and below the baseline
_EMPTY_TOP, _EMPTY_BOTTOM = 1e6, -1e6


@dataclass(frozen=True, slots=True)
class Placed:
    """A word whose baseline starts at x, y of the sheet."""

    mark: Mark
    x: float
    y: float

    @property
    def corner(self) -> tuple[int, int]:
        """Left and top of its ink on the sheet."""
        return round(self.x - self.mark.x), round(self.y - self.mark.y)

    @property
    def baseline(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return (self.x, self.y), (self.x + self.mark.advance, self.y + self.mark.advance * self.mark.rise)


def true_line(placed: Sequence[Placed], unit: float, name: str) -> Line:
    """The record of a row of at least one word, in sheet pixels; `unit` is the x-height, `name` the line's id."""
    words = tuple(Word(p.mark.text, _outline([p], unit), author=PERSON, id=f"{name}w{i}") for i, p in enumerate(placed))
    baseline = np.array(sorted(point for p in placed for point in p.baseline), np.float32)
    text = " ".join(p.mark.text for p in placed)
    return Line(as_polygon(baseline), _outline(placed, unit), words, text, name)


def _outline(placed: Sequence[Placed], unit: float) -> Polygon:
    """Around the ink of these words: along its top to the right, along its bottom back, half an x-height a step."""
    left, top, bottom = _envelope(placed)
    step, margin = max(4, round(unit / 2)), _MARGIN * unit
    level = np.array(sorted(point for p in placed for point in p.baseline), np.float32)
    height = np.interp(left + np.arange(len(top)), level[:, 0], level[:, 1])
    reach = cv2.getStructuringElement(cv2.MORPH_RECT, (2 * step + 1, 1))
    top = cv2.erode(np.minimum(top, height - _LEAST_UP * unit)[None].astype(np.float32), reach)[0] - margin
    bottom = cv2.dilate(np.maximum(bottom, height + _LEAST_DOWN * unit)[None].astype(np.float32), reach)[0] + margin
    at = np.unique(np.append(np.arange(0, len(top), step), len(top) - 1))
    x = (left + at).astype(np.float32)
    x[0], x[-1] = x[0] - margin, x[-1] + 1 + margin
    upper, lower = np.stack([x, top[at]], 1), np.stack([x, bottom[at]], 1)[::-1]
    return as_polygon(np.concatenate([upper, lower]).astype(np.float32))


def _envelope(placed: Sequence[Placed]) -> tuple[int, NDArray[np.float64], NDArray[np.float64]]:
    """First column with ink, and for each column from there on the top and bottom of the ink in it."""
    inked = [(np.nonzero(p.mark.ink > _VISIBLE), p.corner) for p in placed]
    ys = np.concatenate([rows + corner[1] for (rows, _), corner in inked])
    xs = np.concatenate([columns + corner[0] for (_, columns), corner in inked])
    left, width = int(xs.min()), int(xs.max() - xs.min()) + 1
    top, bottom = np.full(width, _EMPTY_TOP), np.full(width, _EMPTY_BOTTOM)
    np.minimum.at(top, xs - left, ys)
    np.maximum.at(bottom, xs - left, ys + 1)
    return left, top, bottom
