r"""Field patterns: what the text of a region or a column can be.

A manager writes one in a setting, `parse_pattern` reads it, `str(pattern)` gives it back:

    date            date eng            date fra mdy        the months' language, the order of numerals
    number          number whole        money
    regex: [A-Z]{2}\d+
    list: yes | no | unknown            a | inside an entry is written \|
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from ..text import normalise
from .automaton import Automaton, Positions, positions_of, positions_of_list
from .expressions import Characters, PatternError, parse_expression
from .field_forms import LANGUAGES, ORDERS, date_expression, money_expression, number_expression

__all__ = [
    "Pattern", "PatternError", "closed_list", "date", "fits", "from_regex", "money", "number", "parse_pattern",
]  # fmt: skip

#: What a page of a large register may wait for; an expression beyond it is a slip of the pen.
_MOST_STATES = 20_000
_LONGEST = 20_000  # characters of a pattern as written
_SAMPLE = tuple("AZaz09 -.,/éœß")
_FORMS = "date, number, money, regex: … or list: … | …"


@dataclass(frozen=True)
class Pattern:
    """A language of texts. `text`: the form that `parse_pattern` reads; patterns of equal text are equal."""

    text: str
    positions: Positions = field(repr=False, compare=False)

    def __str__(self) -> str:
        return self.text

    def over(self, characters: tuple[str, ...]) -> Automaton:
        """Its texts in these characters, as an automaton; made once for the same characters. Raises PatternError
        where it grows beyond measure; `from_regex` tries that with common characters beforehand."""
        try:
            return _automaton(self, characters)
        except PatternError as error:
            raise _too_large(self.text, error) from error


def fits(text: str, pattern: Pattern) -> bool:
    """Whether the whole of a text, normalised as readings are, is one of the pattern's."""
    return pattern.positions.fits(normalise(text))


def from_regex(expression: str) -> Pattern:
    """The texts that a regular expression matches as a whole; its syntax is in `expressions`. Raises PatternError."""
    expression = expression.strip()
    return _checked(f"regex: {expression}", expression)


def closed_list(entries: Iterable[str]) -> Pattern:
    """Exactly these texts. Raises PatternError where there is none."""
    known = list(dict.fromkeys(filter(None, map(normalise, entries))))
    if not known:
        raise PatternError("The list is empty: write its entries with a | between them.")
    shown = " | ".join(entry.replace("|", r"\|") for entry in known)
    return Pattern(f"list: {shown}", positions_of_list(known))


def date(language: str = "", order: str = "dmy") -> Pattern:
    """Dates in words of `language` (eng, fra; both where empty) and in numerals; `order`: dmy, mdy or ymd.
    Raises PatternError for other ones."""
    if language and language not in LANGUAGES:
        raise PatternError(f"Dates are known in {' and '.join(LANGUAGES)}, not in “{language}”.")
    if order not in ORDERS:
        raise PatternError(f"The order of a date is one of {', '.join(ORDERS)}, not “{order}”.")
    words = ["date", language, order if order != ORDERS[0] else ""]
    return _checked(" ".join(filter(None, words)), date_expression((language,) if language else LANGUAGES, order))


def number(whole: bool = False) -> Pattern:
    """Numbers in digits, with or without thousands separators; decimals and fractions unless `whole`."""
    return _checked("number whole" if whole else "number", number_expression(whole))


def money() -> Pattern:
    """Sums in pounds, shillings and pence, in francs and centimes, or in plain numbers with two decimals."""
    return _checked("money", money_expression())


@lru_cache(maxsize=256)
def parse_pattern(text: str) -> Pattern:
    """The pattern that a manager has written. Raises PatternError with a sentence for that person."""
    if len(text) > _LONGEST:
        raise PatternError(f"The pattern has {len(text)} characters; {_LONGEST} are the most.")
    name, colon, rest = (part.strip() for part in text.partition(":"))
    match name.lower().split(), bool(colon):
        case ["regex"], True:
            return from_regex(rest)
        case ["list"], True:
            entries = re.split(r"(?<!\\)\|", rest)
            return closed_list(entry.replace(r"\|", "|") for entry in entries)
        case ["date", *words], False:
            return _date_of(words)
        case ["number"], False:
            return number()
        case ["number", "whole"], False:
            return number(whole=True)
        case ["money"], False:
            return money()
    raise PatternError(f"“{text.strip()}” is no pattern: write {_FORMS}.")


def _date_of(words: list[str]) -> Pattern:
    """Language and order as they stand behind “date”, each at most once."""
    orders = [word for word in words if word in ORDERS]
    languages = [word for word in words if word not in ORDERS]
    if len(orders) > 1 or len(languages) > 1:
        raise PatternError(f"“date {' '.join(words)}” says too much: one language and one order are enough.")
    return date(*languages or ("",), *orders or (ORDERS[0],))


@lru_cache(maxsize=64)
def _checked(text: str, expression: str) -> Pattern:
    """The pattern of an expression, tried out, so that what is too large is said here and not while a page is read."""
    node = parse_expression(expression)
    try:
        positions = positions_of(node)
        ranges = [low_high for s in positions.sets if isinstance(s, Characters) for low_high in s.ranges]
        positions.over(tuple({*chain(*ranges), *_SAMPLE}), _MOST_STATES)
    except PatternError as error:
        raise _too_large(text, error) from error
    return Pattern(text, positions)


def _too_large(text: str, error: PatternError) -> PatternError:
    return PatternError(f"The pattern “{text}” {error}: make it simpler.")


@lru_cache(maxsize=64)
def _automaton(pattern: Pattern, characters: tuple[str, ...]) -> Automaton:
    most = max(_MOST_STATES, len(pattern.positions.sets))  # a list has as many states as places
    return pattern.positions.over(characters, most)
