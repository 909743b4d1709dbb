"""Whether one reader is better than another: a paired bootstrap over pages (Efron 1979; for error rates of readers
Bisani & Ney 2004). Lines of a page err together, so that pages are drawn, not lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .errors import ErrorRates


@dataclass(frozen=True, slots=True)
class Gain:
    """CER before minus CER after, over all pages, and the bounds between which it lies in 95 of 100 draws."""

    mean: float
    low: float
    high: float


def paired_gain(before: Sequence[ErrorRates], after: Sequence[ErrorRates], draws: int = 2000, seed: int = 0) -> Gain:
    """`before`, `after`: the same pages, in the same order, with at least a character in all. Raises ValueError where
    their numbers differ."""
    edits = np.array([[b.character_edits, a.character_edits] for b, a in zip(before, after, strict=True)], float)
    sizes = np.array([b.characters for b in before], float)
    chosen = np.random.default_rng(seed).integers(len(sizes), size=(draws, len(sizes)))
    gained = (edits[:, 0] - edits[:, 1])[chosen].sum(1) / np.maximum(1.0, sizes[chosen].sum(1))
    low, high = np.quantile(gained, [0.025, 0.975])
    return Gain(float((edits[:, 0] - edits[:, 1]).sum() / sizes.sum()), float(low), float(high))
