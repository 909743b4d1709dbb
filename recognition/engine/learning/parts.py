"""What of a line can be learned from: runs of words whose text is known, cut at the gaps between words.

A line of which people confirmed all words is learned whole. Where a word in the middle is not known, the line is cut
on both sides of it, so that no loss is counted over ink whose text nobody knows. Knows no picture: cutting.py cuts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise


@dataclass(frozen=True, slots=True)
class WordPlace:
    """A word between two shares of the line's width. `text`: None where it is not known, empty where there is none.
    `is_confirmed`: by a person; what a machine is very sure of may stand between such words, but not alone."""

    text: str | None
    start: float
    end: float
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line between two shares of its width, with its text."""

    text: str
    start: float
    end: float


def known_parts(words: Sequence[WordPlace]) -> list[Part]:
    """Runs of known words, in the line's order; one from edge to edge where all are known. Parts begin and end in the
    middle of the gaps beside them. What is no word has no text, but does not part what stands beside it."""
    ordered, edges = _with_edges(words)
    parts = []
    for known, run in groupby(range(len(ordered)), key=lambda i: ordered[i].text is not None):
        places = list(run)
        text = " ".join(word for i in places if (word := ordered[i].text))
        if known and any(ordered[i].text and ordered[i].is_confirmed for i in places):
            parts.append(Part(text, edges[places[0]], edges[places[-1] + 1]))
    return parts


def _with_edges(words: Iterable[WordPlace]) -> tuple[list[WordPlace], list[float]]:
    """Words from left to right; where the first begins, where neighbours part, where the last ends."""
    ordered = sorted(words, key=lambda word: word.start)
    return ordered, [0.0, *((left.end + right.start) / 2 for left, right in pairwise(ordered)), 1.0]
