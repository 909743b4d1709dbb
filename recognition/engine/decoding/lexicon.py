"""Known words with how often they occur, as the probability of each next letter of a word that has begun.

Words are kept sorted; those with a common beginning are a range of the list, narrowed by each letter.
"""

from __future__ import annotations

import lzma
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import accumulate
from pathlib import Path

#: What a lexicon holds of a text: runs of letters. Apostrophes and hyphens part them.
WORD = re.compile(r"[^\W\d_]+")
_AFTER_ALL = "\U0010ffff"

#: First and last (exclusive) word with the letters so far, and how many letters these are.
Range = tuple[int, int, int]


class Lexicon:
    def __init__(self, counts: Mapping[str, float], text: str = "") -> None:
        """Words without counts above 0 are left out. `text`: where they come from running text, that text; it tells
        what follows what."""
        self.text = text
        ordered = sorted((word, count) for word, count in counts.items() if word and count > 0)
        self.words = [word for word, _ in ordered]
        self._sums = [0.0, *accumulate(count for _, count in ordered)]

    @classmethod
    def of_texts(cls, texts: Iterable[str], least: int = 1) -> Lexicon:
        """The words that occur at least so many times."""
        counts = Counter(word for text in texts for word in WORD.findall(text))
        return cls({word: count for word, count in counts.items() if count >= least})

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: str) -> bool:
        at = bisect_left(self.words, word)
        return at < len(self.words) and self.words[at] == word

    def start(self) -> Range:
        return 0, len(self.words), 0

    def letter(self, state: Range, letter: str) -> tuple[float, Range]:
        """P(letter | letters so far) and the narrowed range; 0 and an empty range where no word goes on so."""
        low, high, depth = state
        if low == high:
            return 0.0, (0, 0, depth + 1)
        begun = self.words[low][:depth] + letter
        first = bisect_left(self.words, begun, low, high)
        end = bisect_left(self.words, begun + _AFTER_ALL, first, high)
        return self._share(first, end, state), (first, end, depth + 1)

    def end(self, state: Range) -> float:
        """P(the word ends | letters so far)."""
        low, high, depth = state
        if low == high or len(self.words[low]) != depth:
            return 0.0
        return self._share(low, low + 1, state)

    def counts(self) -> dict[str, float]:
        return {word: self._sums[i + 1] - self._sums[i] for i, word in enumerate(self.words)}

    def _share(self, first: int, end: int, of: Range) -> float:
        return (self._sums[end] - self._sums[first]) / (self._sums[of[1]] - self._sums[of[0]])

    def save(self, path: Path) -> None:
        """One word a row: how many letters it shares with the one before, the others, and its count."""
        rows, before = [], ""
        for word, count in self.counts().items():
            shared = _shared(word, before)
            rows.append(f"{shared} {word[shared:]} {round(count)}")
            before = word
        path.write_bytes(lzma.compress("\n".join(rows).encode(), preset=9))

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """Raises OSError or LZMAError for a file that is missing or broken."""
        counts, before = {}, ""
        for row in lzma.decompress(path.read_bytes()).decode().splitlines():
            shared, rest, count = row.split(" ")
            before = before[: int(shared)] + rest
            counts[before] = float(count)
        return cls(counts)


def _shared(word: str, other: str) -> int:
    """How many letters both begin with."""
    shortest = min(len(word), len(other))
    return next((i for i in range(shortest) if word[i] != other[i]), shortest)
