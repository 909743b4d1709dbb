"""The editorial rules of the second look: what somebody else looks at again, who, and when two agree.

Plain values in, plain values out, as in `policy`. `selectors_looks` says the same in SQL; a test compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from review.policy import LABEL_KINDS, Kind

#: A label draws one of so many lots when it is made, and keeps it for what replaces it.
LOTS = 10_000
#: What ends a sentence, maybe with quotes and brackets behind it.
_SENTENCE_ENDS = re.compile(r"[.!?:][\"'”’»)\]]*$")
_CAPITALISED = re.compile(r"\W*[^\W\d_]")


class Look(StrEnum):
    """In which part somebody decides about a word: the values of `Decision.look`."""

    FIRST = "first"
    SECOND = "second"  # without seeing what the first one wrote
    FINAL = "final"  # between two who differ
    EXPERT = "expert"  # as an answer to a question


#: After these nobody is asked again.
SETTLING = (Look.FINAL, Look.EXPERT)


class Reason(StrEnum):
    """Why a label is looked at again."""

    ILLEGIBLE = "illegible"
    NAME = "name"
    DISPUTED = "disputed"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class SecondRules:
    """What a manager wants looked at again. `share`: per cent of all labels, drawn at random."""

    illegible: bool = False
    names: bool = False
    disputed: bool = False
    share: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules ask about a label. `is_trusted`: its author was trusted when they made it."""

    kind: str
    is_name: bool
    is_disputed: bool
    lot: int
    is_trusted: bool


def second_reason(facts: Facts, rules: SecondRules) -> Reason | None:
    """Chance spares nobody; every other rule spares those who are trusted."""
    if is_drawn(facts.lot, rules.share):
        return Reason.DRAWN
    if facts.is_trusted:
        return None
    if rules.illegible and facts.kind == LABEL_KINDS[Kind.ILLEGIBLE]:
        return Reason.ILLEGIBLE
    if rules.names and facts.is_name:
        return Reason.NAME
    return Reason.DISPUTED if rules.disputed and facts.is_disputed else None


def is_drawn(lot: int, share: int) -> bool:
    return lot * 100 < share * LOTS


def is_name(text: str, before: str, is_known: Callable[[str], bool]) -> bool:
    """A capitalised word inside a sentence that no dictionary or list knows. `before`: the word in front of it; empty
    at the start of a text."""
    if not before or _SENTENCE_ENDS.search(before):
        return False
    return is_capitalised(text) and not is_known(text)


def is_capitalised(text: str) -> bool:
    """The first letter is a capital one; marks may stand before it."""
    first = _CAPITALISED.match(text)
    return first is not None and first.group()[-1].isupper()


@dataclass(frozen=True, slots=True)
class Voices:
    """What was said about a word. `label`, `earlier`: texts of people; None where no text was written. `read_then`,
    `read_now`: the readings when the label was made and now; empty where there is none."""

    label: str | None
    read_then: str
    read_now: str
    confidence: float
    threshold: float
    earlier: Sequence[str | None] = ()


def is_disputed(voices: Voices) -> bool:
    """Two versions of the reader, or two people, said different things, or the reader is sure of something else."""
    if any(text != voices.label for text in voices.earlier):
        return True
    if voices.label is None or not voices.read_now:
        return False
    versions_differ = bool(voices.read_then) and voices.read_then != voices.read_now
    return versions_differ or (voices.confidence >= voices.threshold and voices.read_now != voices.label)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a second person said about a label, against what it says."""

    user: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class WordLooks:
    """How far a word is. `is_flagged`: the project asks about it. `author`: of its label, None without one. `wanted`: a
    rule asks for a second look at it. `is_settled`: a third person or an expert has decided, or a manager has accepted
    it. `asked_by`: who asked experts about it, and waits."""

    is_flagged: bool
    author: int | None = None
    wanted: bool = False
    opinions: Sequence[Opinion] = ()
    is_settled: bool = False
    asked_by: int | None = None


def look_for(word: WordLooks, user: int, *, is_expert: bool) -> Look | None:
    """In which part the word is this person's work; None where it is not. Nobody confirms their own text, and who
    settles a difference is neither of the two."""
    if word.asked_by is not None:
        return Look.EXPERT if is_expert and word.asked_by != user else None
    if word.author is None:
        return Look.FIRST if word.is_flagged else None
    if word.is_settled or any(opinion.agrees for opinion in word.opinions):
        return None
    others = user not in (word.author, *(opinion.user for opinion in word.opinions))
    if word.opinions:
        return Look.FINAL if others else None
    return Look.SECOND if word.wanted and others else None
