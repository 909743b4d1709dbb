"""Spelling suggestions: known words that look like a reading, for the reviewer to choose from.

The noisy channel (Kernighan, Church & Gale 1990): a word is the likelier, the more often it is written and the fewer
and lighter the slips that turn it into what was read. Near words are found among hundreds of thousands by a fingerprint
of their letters, in which every slip changes two bits at most, and then by edit distance.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from ..transcription import SPELLING, Alternative

#: From this length on a word may be two edits away, else one; shorter ones than the least are near to everything.
_LONG, _LEAST = 7, 3
#: How many of the n-best are slips to start from.
_SOURCES = 3
_BUCKETS = 32
#: Marks and elided words before a word, the word, and what stands behind it.
_AROUND = re.compile(r"(\W*(?:(?:[cdjlmnst]|qu)')?)(.*?)((?:'s)?\W*)", re.IGNORECASE)
_BROKEN = ("-", "=", "¬")

#: Letters and pairs of letters that one hand writes like the other.
LOOK_ALIKE = (
    "n u", "m rn", "e c", "a o", "i e", "l t", "a u", "e o", "r v", "v n", "i r", "h k", "h b", "f s", "g y", "g q",
    "c o", "l b", "l h", "t r", "s r", "x n", "z r", "j i", "d cl", "m in", "m ni", "m nn", "m ui", "m iu", "n ri",
    "u ii", "w vv", "h li", "a ci", "k lc", "ss fs", "œ oe", "œ ce",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EditCosts:
    """What slips of reading cost. `edit`: a letter left out, added or taken for any other; `alike`: for one that looks
    like it, `pairs` of one or two letters on either side, in both directions; `accent`: for itself with another accent.
    A slip of cost 1 makes a word exp(-`weight`) times as likely; `weight` is in natural log, like the frequencies."""

    pairs: tuple[str, ...] = LOOK_ALIKE
    edit: float = 1.0
    alike: float = 0.4
    accent: float = 0.3
    weight: float = 4.0

    def table(self) -> dict[tuple[str, str], float]:
        """The cost of each pair, both ways."""
        pairs = [tuple(pair.split()) for pair in self.pairs]
        return {(a, b): self.alike for one, other in pairs for a, b in ((one, other), (other, one))}


class Speller:
    """Known words with how often each is written, any positive measure. Capitals of the words are kept, those of
    readings overlooked."""

    def __init__(self, words: Mapping[str, float], costs: EditCosts | None = None) -> None:
        self.costs = costs or EditCosts()
        self._table = self.costs.table()
        self._merges = [pair for pair in self._table if len("".join(pair)) > 2]
        total = sum(words.values())
        spelt: dict[str, tuple[float, str]] = {}
        for word, count in words.items():
            if count > 0:
                lower = word if word.islower() else word.lower()
                spelt[lower] = max(spelt.get(lower, (0.0, "")), (count / total, word))
        self._spelt = spelt
        self._accented: dict[str, list[str]] = {}  # by the word without accents
        for word in spelt:
            if (bare := _bare(word)) != word:
                self._accented.setdefault(bare, []).append(word)
        self._keys = sorted({*self._accented, *(word for word in spelt if _bare(word) == word)}, key=len)
        self._prints = _fingerprints(self._keys)
        lengths = np.array([len(word) for word in self._keys], np.int64)
        self._starts = np.searchsorted(lengths, np.arange(max(lengths, default=0) + 2))

    def suggest(self, text: str, nbest: Sequence[tuple[str, float]] = (), most: int = 3) -> tuple[Alternative, ...]:
        """Words near a reading or the first of its n-best (text, log probability), best first, with the reading's
        capitals and marks. None of them is the reading or one of the n-best; none at all where the reading is a known
        word, very short, a number, or broken off at the end of a line."""
        before, core, after = _parts(text)
        if len(core) < _LEAST or core.lower() in self._spelt or text.endswith(_BROKEN) or re.search(r"\d", core):
            return ()
        offered = {_parts(other)[1].lower(): p for other, p in reversed(nbest)}
        own = offered.setdefault(core.lower(), max(offered.values(), default=0.0))
        sources = sorted(offered.items(), key=lambda item: (item[0] != core.lower(), -item[1]))[:_SOURCES]
        best = self._best([(source, min(p - own, 0.0)) for source, p in sources], set(offered), most)
        return tuple(Alternative(before + _cased(self._spelt[word][1], core) + after, None, SPELLING) for word in best)

    def _best(self, sources: Sequence[tuple[str, float]], offered: set[str], most: int) -> list[str]:
        """The likeliest words near the sources, which come with their log probability beside that of the reading.
        Frequent words come first, so that those too rare to win by the lightest slip are never compared."""
        lightest = self.costs.weight * min(self.costs.edit, self.costs.alike, self.costs.accent)
        near = [
            (math.log(self._spelt[word][0]) + p, word, source)
            for source, p in sources
            for word in self._near(source) - offered
        ]
        ranks: dict[str, float] = {}
        for prior, word, source in sorted(near, reverse=True):
            if len(ranks) >= most and prior - lightest <= nlargest(most, ranks.values())[-1]:
                break
            rank = prior - self.costs.weight * distance(source, word, self.costs, self._table)
            ranks[word] = max(rank, ranks.get(word, -math.inf))
        return nlargest(most, ranks, key=lambda word: ranks[word])

    def _near(self, source: str) -> set[str]:
        """Known words within one or two edits, where two letters taken for one are one edit and accents are none."""
        edits = 2 if len(source) >= _LONG else 1
        found: set[str] = set()
        variants = {_bare(source)}
        for left in range(edits, 0, -1):
            ordered = list(variants)
            for variant, letters in zip(ordered, _fingerprints(ordered), strict=True):
                found |= self._within(variant, letters, left)
            variants = {merged for variant in variants for merged in self._merged(variant)}
        found |= variants
        accented = {word for bare in found for word in self._accented.get(bare, ())}
        return accented | (found & self._spelt.keys())

    def _merged(self, text: str) -> Iterator[str]:
        """The text with two letters taken for one or two others, once."""
        for one, other in self._merges:
            if one in text:
                for match in re.finditer(one, text):
                    yield text[: match.start()] + other + text[match.end() :]

    def _within(self, text: str, letters: np.uint64, edits: int) -> set[str]:
        """Known words, without accents, within so many plain edits; `letters`: the text's fingerprint."""
        last = len(self._starts) - 1
        low, high = (self._starts[min(max(n, 0), last)] for n in (len(text) - edits, len(text) + edits + 1))
        apart = np.bitwise_count(self._prints[low:high] ^ letters)
        words = [self._keys[i] for i in low + np.nonzero(apart <= 2 * edits)[0]]
        if not words:
            return set()
        distances = cdist([text], words, scorer=Levenshtein.distance, score_cutoff=edits, dtype=np.uint8)[0]
        return {words[i] for i in np.nonzero(distances <= edits)[0]}


def distance(source: str, word: str, costs: EditCosts, table: Mapping[tuple[str, str], float] | None = None) -> float:
    """The lightest slips that turn one into the other (Wagner & Fischer 1974, with pairs of letters)."""
    table = costs.table() if table is None else table
    rows = [[j * costs.edit for j in range(len(word) + 1)]]
    for i in range(1, len(source) + 1):
        row = [i * costs.edit]
        rows.append(row)
        for j in range(1, len(word) + 1):
            options = [rows[i - 1][j] + costs.edit, row[j - 1] + costs.edit]
            options.append(rows[i - 1][j - 1] + _substitution(source[i - 1], word[j - 1], costs, table))
            for m, n in ((2, 1), (1, 2), (2, 2)):
                if i >= m and j >= n and (cost := table.get((source[i - m : i], word[j - n : j]))) is not None:
                    options.append(rows[i - m][j - n] + cost)
            row.append(min(options))
    return rows[-1][-1]


def _substitution(one: str, other: str, costs: EditCosts, table: Mapping[tuple[str, str], float]) -> float:
    if one == other:
        return 0.0
    same = _bare(one) == _bare(other)
    return min(costs.edit, table.get((one, other), costs.edit), costs.accent if same else costs.edit)


def _bare(text: str) -> str:
    """Without accents."""
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def _parts(text: str) -> tuple[str, str, str]:
    """What stands before the word, the word, what stands after it."""
    match = _AROUND.fullmatch(text)
    return (match[1], match[2], match[3]) if match else ("", text, "")


def _cased(word: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word[0].upper() + word[1:] if like[0].isupper() else word


def _fingerprints(words: Sequence[str]) -> NDArray[np.uint64]:
    """(N,): one bit a letter that is there, another if it is there twice; letters beyond a to z share a few bits."""
    texts = np.array(words, dtype=np.str_)
    letters = texts.view(np.uint32).reshape(len(texts), texts.itemsize // 4)
    seen, twice = np.zeros(len(texts), np.uint64), np.zeros(len(texts), np.uint64)
    for column in letters.T:
        bucket = np.where((column >= 97) & (column <= 122), column - 97, 26 + column % 6).astype(np.uint64)
        bit = np.where(column > 0, np.uint64(1) << bucket, np.uint64(0))
        twice |= seen & bit
        seen |= bit
    return seen | (twice << np.uint64(_BUCKETS))
