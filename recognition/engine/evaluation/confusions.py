"""Which characters a reader takes for which."""

from __future__ import annotations

from collections import Counter

from rapidfuzz.distance import Levenshtein

from ..text import normalise

NOTHING = "∅"
Confusion = tuple[str, str]


def confusions(truth: str, reading: str) -> Counter[Confusion]:
    """(true, read) of each edit of a least-edit alignment of normalised text; NOTHING for a character that is missed
    or made up."""
    truth, reading = normalise(truth), normalise(reading)
    found: Counter[Confusion] = Counter()
    for edit in Levenshtein.editops(truth, reading):
        true = NOTHING if edit.tag == "insert" else truth[edit.src_pos]
        read = NOTHING if edit.tag == "delete" else reading[edit.dest_pos]
        found[true, read] += 1
    return found
