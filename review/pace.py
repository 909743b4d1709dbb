"""How long decisions take, and how long the rest will take. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from review.policy import Kind


class Timed(StrEnum):
    """Kinds of decisions as they are timed: choosing and typing are told apart, a step of many words is one."""

    KEPT = "kept"
    CHOSEN = "chosen"
    TYPED = "typed"
    ILLEGIBLE = "illegible"
    NOT_A_WORD = "not a word"
    SKIPPED = "skipped"
    LINE = "line"
    GROUP = "group"


#: Seconds a word before any were measured: the keystroke-level model (Card, Moran and Newell, 1980).
ASSUMED = {Timed.KEPT: 1.6, Timed.CHOSEN: 2.9, Timed.TYPED: 3.9}

#: Seconds. Whoever needs longer was interrupted, and the time says nothing about the work.
LONGEST, LONGEST_OF_MANY = 60.0, 300.0

#: Sums of fewer would tell about a person: with two, each can subtract their own part.
FEWEST_PEOPLE, FEWEST_WORDS = 3, 30

_KINDS = {
    Kind.ACCEPTED: Timed.KEPT,
    Kind.ILLEGIBLE: Timed.ILLEGIBLE,
    Kind.NOT_A_WORD: Timed.NOT_A_WORD,
    Kind.SKIPPED: Timed.SKIPPED,
    Kind.ESCALATED: Timed.SKIPPED,  # it is left to somebody else
}


def timed_as(kind: Kind, text: str, alternatives: Collection[str]) -> Timed:
    """As what a decision about one word is timed; `kind` is not UNDONE."""
    if kind is Kind.CHANGED:
        return Timed.CHOSEN if text in alternatives else Timed.TYPED
    return _KINDS[kind]


def tells_of_work(seconds: float, words: int) -> bool:
    return 0 < seconds <= (LONGEST if words == 1 else LONGEST_OF_MANY)


def hides_each(people: int, words: int) -> bool:
    """Whether a sum tells of the work, and of nobody who has done it."""
    return people >= FEWEST_PEOPLE and words >= FEWEST_WORDS


class Basis(StrEnum):
    """Whose seconds a forecast rests on."""

    PEOPLE = "people"
    OWN = "own"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Sum:
    """Time spent; `words` are those that were decided, so that what is skipped costs time and brings none."""

    words: int
    seconds: float
    people: int = 1


@dataclass(frozen=True, slots=True)
class Forecast:
    """`each`: seconds a word."""

    words: int
    each: float
    basis: Basis

    @property
    def minutes(self) -> int:
        return max(1, round(self.words * self.each / 60))

    @property
    def hours(self) -> float:
        return self.words * self.each / 3600


def forecast(words: int, sure: float, *, people: Sum, own: Sum) -> Forecast:
    """The work that is left at the target: at the people's pace, else at one's own, else at an assumed one.

    `sure`: the mean confidence of these words, which is the share that will be kept.
    """
    if hides_each(people.people, people.words):
        return Forecast(words, people.seconds / people.words, Basis.PEOPLE)
    if own.words >= FEWEST_WORDS:
        return Forecast(words, own.seconds / own.words, Basis.OWN)
    change = (ASSUMED[Timed.CHOSEN] + ASSUMED[Timed.TYPED]) / 2
    return Forecast(words, sure * ASSUMED[Timed.KEPT] + (1 - sure) * change, Basis.ASSUMED)
