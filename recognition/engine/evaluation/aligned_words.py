"""Which true words each word that was read stands for."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

#: True words that one word of the machine may stand for, and what each more or less than one counts, in edits.
_MOST, _UNEVEN = 5, 0.1


def aligned(read: Sequence[str], text: str) -> list[str]:
    """The true words that each word of a line stands for, in order, empty where none is written: those that take the
    fewest edits of letters."""
    true = text.split()
    # Per word read: true words so far → edits, and how many of them are the last word's.
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for word in read:
        row: dict[int, tuple[float, int]] = {}
        for done, (cost, _) in best[-1].items():
            for end in range(done, min(done + _MOST, len(true)) + 1):
                edits = cost + Levenshtein.distance(word, " ".join(true[done:end])) + _UNEVEN * abs(end - done - 1)
                if end not in row or edits < row[end][0]:
                    row[end] = (edits, end - done)
        best.append(row)
    end = len(true) if len(true) in best[-1] else max(best[-1])
    found = []
    for row in reversed(best[1:]):
        share = row[end][1]
        found.append(" ".join(true[end - share : end]))
        end -= share
    return found[::-1]
