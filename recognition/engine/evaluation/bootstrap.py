"""Whether one reader is better than another: a paired bootstrap over pages (Efron 1979; for error rates of readers
Bisani & Ney 2004). Lines of a page err together, so that pages are drawn, not lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .errors import ErrorRates


@dataclass(frozen=True, slots=True)
class Gain:
    """Before minus after, over all pages, and the bounds between which it lies in 95 of 100 draws."""

    mean: float
    low: float
    high: float


def paired_gain(before: Sequence[ErrorRates], after: Sequence[ErrorRates], draws: int = 2000, seed: int = 0) -> Gain:
    """Of the CER. `before`, `after`: the same pages, in the same order, with at least a character in all. Raises
    ValueError where their numbers differ."""
    old = [(b.character_edits, b.characters) for b in before]
    new = [(a.character_edits, b.characters) for b, a in zip(before, after, strict=True)]
    return paired_fall(old, new, draws, seed)


def paired_fall(
    before: Sequence[tuple[float, float]], after: Sequence[tuple[float, float]], draws: int = 2000, seed: int = 0
) -> Gain:
    """By how much a ratio falls: of each page, the same in both and at least one, a sum and what it is counted by.
    Raises ValueError where their numbers differ."""
    pages = np.array(list(zip(before, after, strict=True)), float)  # page, side, sum or count
    chosen = np.random.default_rng(seed).integers(len(pages), size=(draws, len(pages)))
    low, high = np.quantile(_fall(pages[chosen].sum(1)), [0.025, 0.975])
    return Gain(float(_fall(pages.sum(0))), float(low), float(high))


def _fall(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    ratios = sums[..., 0] / np.maximum(1.0, sums[..., 1])
    return np.asarray(ratios[..., 0] - ratios[..., 1])
