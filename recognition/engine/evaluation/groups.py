"""How well groups agree with the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from math import comb


def adjusted_rand_index(truth: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """Pairs that both put together, corrected for chance: 1 is the same, about 0 is chance (Hubert and Arabie 1985)."""
    pairs = comb(len(truth), 2)
    both, true, guessed = _pairs(zip(truth, found, strict=True)), _pairs(truth), _pairs(found)
    expected = true * guessed / pairs if pairs else 0.0
    best = (true + guessed) / 2
    return 1.0 if best == expected else (both - expected) / (best - expected)


def purity(truth: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """The share of things that belong to the most frequent truth of their group."""
    most: dict[Hashable, int] = {}
    for (_, group), count in Counter(zip(truth, found, strict=True)).items():
        most[group] = max(most.get(group, 0), count)
    return sum(most.values()) / len(truth)


def _pairs(names: Iterable[Hashable]) -> int:
    return sum(comb(count, 2) for count in Counter(names).values())
