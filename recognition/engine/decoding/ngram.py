"""A character n-gram model: how likely each character is after the ones before it.

Interpolated and pruned as `learning/ngram_estimation.py` does it; kept as a trie in level order, of which each node is
an n-gram. A state is the node of the longest known context. All digits are one character to the model, of which
each has a tenth: texts to learn from hold too few of them to tell more.
"""

from __future__ import annotations

import lzma
from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int32]

#: A byte b stands for the natural log probability b / _STEPS: 0 to -15.9 in steps of 1/16.
_STEPS = -16.0
DIGIT, _DIGITS = "0", "0123456789"
_MOST_ROWS = 20_000  # 20 MB of rows at 130 characters
_UNKNOWN = -10.0  # natural log probability of a character that no text held
ROOT = 0

#: Log probability of every character and the state that follows it.
Row = tuple["array[float]", "array[int]"]


def quantise(log_probs: NDArray[np.float64]) -> Bytes:
    return np.clip(np.round(log_probs * _STEPS), 0, 255).astype(np.uint8)


def log_probs(quantised: NDArray[np.generic]) -> NDArray[np.float32]:
    return (quantised.astype(np.float32) / np.float32(_STEPS)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Level:
    """The n-grams of one length, sorted by context and character. `parent`: row of the context in the level above.
    `chars`: index of the last character. `log_probs`, `backoffs`: quantised; a backoff is the mass that a context
    leaves to its shorter one, 255 where the n-gram is no context."""

    parent: Ints
    chars: Bytes
    log_probs: Bytes
    backoffs: Bytes


class NgramModel:
    """`characters[i]` is the character with index i; level 0 holds single characters, to which the empty context leaves
    `backoff`, quantised. Raises ValueError if a level is not sorted."""

    def __init__(self, characters: str, levels: list[Level], backoff: int = 0) -> None:
        self.characters, self.levels, self.backoff = characters, levels, backoff
        self._index = {c: i for i, c in enumerate(characters)}
        sizes = [len(level.chars) for level in levels]
        self._offsets = [1, *(1 + np.cumsum(sizes)).tolist()]  # node 0 is the empty context
        self._level = np.repeat(np.arange(len(levels)), sizes)
        self._chars = np.concatenate([level.chars for level in levels])
        self._log_probs = log_probs(np.concatenate([level.log_probs for level in levels]))
        self._backoffs = log_probs(np.concatenate([[backoff], *(level.backoffs for level in levels)]))
        self._first = self._first_children()
        self._shorter = self._shorter_contexts()
        self._rows: dict[int, Row] = {}

    def index(self, character: str) -> int | None:
        """The character's place in a row; None where the model never saw it."""
        return self._index.get(DIGIT if character in _DIGITS else character)

    def row(self, state: int) -> Row:
        row = self._rows.get(state)
        if row is None:
            if len(self._rows) > _MOST_ROWS:
                self._rows.clear()
            log_probs, following = self._dense(state)
            row = self._rows[state] = (array("f", log_probs.tobytes()), array("i", following.tobytes()))
        return row

    def log_probability(self, state: int, character: str) -> tuple[float, int]:
        """Natural log probability of the next character, and the state after it."""
        index = self.index(character)
        if index is None:
            return _UNKNOWN, ROOT
        log_probs, following = self.row(state)
        share = np.log(0.1) if character in _DIGITS else 0.0
        return log_probs[index] + share, following[index]

    def after(self, text: str) -> int:
        """The state after a text."""
        state = ROOT
        for character in text:
            _, state = self.log_probability(state, character)
        return state

    def _dense(self, state: int) -> tuple[NDArray[np.float32], Ints]:
        if state == ROOT:
            log_probs = np.full(len(self.characters), _UNKNOWN, np.float32)
            following = np.zeros(len(self.characters), np.int32)
        else:
            shorter = self.row(int(self._shorter[state]))
            log_probs = np.frombuffer(shorter[0], np.float32) + self._backoffs[state]
            following = np.frombuffer(shorter[1], np.int32).copy()
        first, end = self._first[state], self._first[state + 1]
        children = np.arange(first, end)
        chars = self._chars[first - 1 : end - 1]
        log_probs[chars] = self._log_probs[first - 1 : end - 1]
        is_context = self._first[children + 1] > self._first[children]
        following[chars[is_context]] = children[is_context]
        return log_probs, following

    def _first_children(self) -> NDArray[np.int64]:
        """Node → its first child; the children of a node end where those of the next begin."""
        firsts = [np.array([1])]
        for number, level in enumerate(self.levels):
            below = self.levels[number + 1].parent if number + 1 < len(self.levels) else np.zeros(0, np.int32)
            if len(below) and np.any(np.diff(below) < 0):
                raise ValueError("The n-grams are not sorted by their context.")
            starts = np.searchsorted(below, np.arange(len(level.chars)))
            firsts.append(self._offsets[number + 1] + starts)
        return np.concatenate([*firsts, [self._offsets[-1]]])

    def _shorter_contexts(self) -> NDArray[np.int32]:
        """Node → the node of the same characters without the first; 0 for single characters."""
        shorter = np.zeros(self._offsets[-1], np.int32)
        for number in range(1, len(self.levels)):
            level, above = self.levels[number], self.levels[number - 1]
            of_parent = shorter[self._offsets[number - 1] + level.parent].astype(np.int64)
            keys = _keys(above.parent, above.chars)
            parent_row = of_parent - self._offsets[number - 2] if number > 1 else np.zeros(len(of_parent), np.int64)
            at = np.searchsorted(keys, parent_row * 256 + level.chars)
            found = np.minimum(at, len(keys) - 1)
            if np.any(keys[found] != parent_row * 256 + level.chars):
                raise ValueError("An n-gram has no shorter context to back off to.")
            shorter[self._offsets[number] : self._offsets[number + 1]] = self._offsets[number - 1] + found
        return shorter

    def save(self, path: Path) -> None:
        """Everything as bytes in one LZMA stream, level by level: numbers of children, characters, probabilities."""
        parts = [len(self.characters.encode()).to_bytes(2, "little"), self.characters.encode()]
        parts.append(bytes([quantise(self._backoffs[:1].astype(np.float64))[0], len(self.levels)]))
        for level in self.levels:
            parts.append(len(level.chars).to_bytes(4, "little"))
        for number, level in enumerate(self.levels):
            if number:
                counts = np.bincount(level.parent, minlength=len(self.levels[number - 1].chars))
                parts.append(counts.astype(np.uint8).tobytes())
            parts += [level.chars.tobytes(), level.log_probs.tobytes()]
            if number + 1 < len(self.levels):
                parts.append(level.backoffs.tobytes())
        path.write_bytes(lzma.compress(b"".join(parts), preset=9))

    @classmethod
    def load(cls, path: Path) -> NgramModel:
        """Raises OSError or LZMAError for a file that is missing or broken."""
        data = lzma.decompress(path.read_bytes())
        at = 2 + int.from_bytes(data[:2], "little")
        characters, backoff, number = data[2:at].decode(), data[at], data[at + 1]
        sizes = np.frombuffer(data, np.uint32, number, at + 2).tolist()
        at += 2 + 4 * number
        levels = []
        for place, size in enumerate(sizes):
            counts = np.frombuffer(data, np.uint8, sizes[place - 1] if place else 0, at)
            parent = np.repeat(np.arange(len(counts), dtype=np.int32), counts) if place else np.zeros(size, np.int32)
            at += len(counts)
            chars, log_probs = (np.frombuffer(data, np.uint8, size, at + k * size) for k in (0, 1))
            at += 2 * size
            last = place + 1 == number
            backoffs = np.full(size, 255, np.uint8) if last else np.frombuffer(data, np.uint8, size, at)
            at += 0 if last else size
            levels.append(Level(parent, chars, log_probs, backoffs))
        return cls(characters, levels, backoff)


def _keys(parent: Ints, chars: Bytes) -> NDArray[np.int64]:
    return parent.astype(np.int64) * 256 + chars
