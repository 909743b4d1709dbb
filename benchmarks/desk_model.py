"""Seconds that a person needs: the keystroke-level model (Card, Moran and Newell 1980), and the plain editor beside it.

A key takes KEY, of an average typist, a capital letter two; every decision in the mind takes THINK: whether a word is
what the picture shows, what it is instead, which of the texts on offer that is. Of pictures with one text above them, a
glance at each is enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.desk_truth import KnownWord, Truth

KEY, THINK, GLANCE = 0.28, 1.35, 0.5
#: To the mouse, to the word, pressed at the letter or twice so that all is marked, and back to the keys.
POINT = 2.3


@dataclass
class Tally:
    """What was done in one way of working. `words`: those that were decided; `thoughts`, `glances`: how many."""

    words: int = 0
    keys: int = 0
    thoughts: int = 0
    glances: int = 0
    painted: list[float] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    def did(self, kind: str, thoughts: int) -> None:
        self.kinds[kind] += 1
        self.thoughts += thoughts

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.words + other.words,
            self.keys + other.keys,
            self.thoughts + other.thoughts,
            self.glances + other.glances,
            self.painted + other.painted,
            self.kinds + other.kinds,
        )

    @property
    def seconds(self) -> float:
        """With what the machine took to show what came next."""
        return KEY * self.keys + THINK * self.thoughts + GLANCE * self.glances + sum(self.painted) / 1000

    def told(self, pages: int) -> dict[str, object]:
        return {
            "words": self.words,
            "kinds": dict(self.kinds),
            "keystrokes_a_word": round(self.keys / max(self.words, 1), 2),
            "modelled_seconds_a_word": round(self.seconds / max(self.words, 1), 2),
            "modelled_seconds_a_page": round(self.seconds / max(pages, 1), 1),
            "key_to_painted_ms": {"median": round(at(self.painted, 0.5), 1), "p95": round(at(self.painted, 0.95), 1)},
        }


def keys_of(text: str) -> int:
    return len(text) + sum(letter.isupper() for letter in text)


def line_by_line(truths: Iterable[Truth], look: float = THINK) -> Tally:
    """All lines in a plain editor: every word is looked at (`look` seconds where it is right), a wrong one is thought
    of, gone to and mended where it differs or typed anew, whichever takes fewer keys; a line is typed whole where that
    is quicker; Enter ends it."""
    tally, extra = Tally(), 0.0
    for truth in truths:
        for line in truth.lines.values():
            wrong = [word for word in line if word.read != word.true]
            tally.words += len(line)
            tally.thoughts += 2 * len(wrong)
            extra += look * (len(line) - len(wrong))
            mended = sum(map(_mended, wrong))
            one_by_one = KEY * mended + POINT * len(wrong)
            whole = _keys(*line) + 1
            if one_by_one <= KEY * whole:
                extra += POINT * len(wrong)
                tally.keys += mended + 1
            else:
                tally.keys += whole + 1
    tally.painted = [1000 * extra]
    return tally


def _mended(word: KnownWord) -> int:
    """Keys for a wrong word once the cursor stands where it differs."""
    removed, inserted, _ = difference(word.read, word.true)
    return min(_keys(word), removed + keys_of(inserted))


def difference(text: str, true: str) -> tuple[int, str, int]:
    """The stretch in which two texts differ: letters to take away, letters to write, and those behind it."""
    before = shared(text, true)
    after = min(shared(text[::-1], true[::-1]), min(len(text), len(true)) - before)
    return len(text) - before - after, true[before : len(true) - after], after


def shared(one: str, other: str) -> int:
    """Letters that both begin with."""
    shortest = min(len(one), len(other))
    return next((i for i in range(shortest) if one[i] != other[i]), shortest)


def _keys(*words: KnownWord) -> int:
    return keys_of(" ".join(word.true for word in words if word.true)) or 1


def at(values: Sequence[float], share: float) -> float:
    ordered = sorted(values) or [0.0]
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
