r"""Regular expressions as trees: the part of Python's syntax that describes a field.

Literals; the escapes \d \w \s (and \D \W \S), \t, and a backslash before any mark; classes with ranges and negation;
`.`; groups, also (?:…); `|`; `*` `+` `?` `{m}` `{m,}` `{,n}` `{m,n}`. An expression describes the whole field, so there
are no anchors; and no flags, back references, look-around or lazy quantifiers, which say nothing about a language.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Container
from dataclasses import dataclass
from sys import maxunicode

_KINDS: dict[str, Callable[[str], bool]] = {
    "d": str.isdecimal,
    "w": lambda c: c.isalnum() or c == "_",
    "s": str.isspace,
}
_ESCAPED = {"t": "\t"}
_MARKS = frozenset("\\.|()[]{}*+?^$")
_MOST_REPEATS, _DEEPEST = 1000, 50


class PatternError(ValueError):
    """A pattern that nobody can follow; the message is one sentence for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Characters(Container[str]):
    """A set of characters: inside `ranges` or of one of `kinds` (d, w, s; capitals for all others), or neither."""

    ranges: tuple[tuple[str, str], ...] = ()
    kinds: str = ""
    negated: bool = False

    def __contains__(self, char: object) -> bool:
        if not isinstance(char, str):
            return False
        inside = any(low <= char <= high for low, high in self.ranges)
        return (inside or any(_is_of(char, kind) for kind in self.kinds)) != self.negated

    def is_empty(self) -> bool:
        return not any(chr(code) in self for code in range(maxunicode + 1))


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other; none at all is the empty text."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Any of these."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`low` to `high` times; None is without end."""

    part: Node
    low: int
    high: int | None


Node = Characters | Sequence | Choice | Repeat


def parse_expression(expression: str) -> Node:
    """The tree of an expression; NFC and the straight apostrophe, as in all readings. Raises PatternError."""
    return _Parser(unicodedata.normalize("NFC", expression).replace("’", "'")).parse()


def _is_of(char: str, kind: str) -> bool:
    return _KINDS[kind.lower()](char) != kind.isupper()


class _Parser:
    """Recursive descent; `at` is the place of the next character."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0

    def parse(self) -> Node:
        node = self._choice()
        if self.at < len(self.text):
            raise self._error("a ) without its (")
        return node

    def _choice(self) -> Node:
        options = [self._sequence()]
        while self._take("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Node:
        parts = []
        while self._next() not in ("", "|", ")"):
            parts.append(self._repeated(self._single()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _repeated(self, part: Node) -> Node:
        bounds = self._bounds()
        if bounds is None:
            return part
        if self._next() in ("*", "+", "?", "{"):
            raise self._error("a second count after the first")
        return Repeat(part, *bounds)

    def _bounds(self) -> tuple[int, int | None] | None:
        for mark, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._take(mark):
                return bounds
        if not self._take("{"):
            return None
        start = self.at - 1
        low = self._digits()
        high = self._digits() if self._take(",") else low
        if not self._take("}") or not (low or high):
            raise self._error("a { that is no count such as {2} or {1,3}", start)
        first, last = int(low or "0"), int(high) if high else None
        if max(first, last or 0) > _MOST_REPEATS or (last is not None and last < first):
            raise self._error(f"a count that is not between 0 and {_MOST_REPEATS} in rising order", start)
        return first, last

    def _digits(self) -> str:
        start = self.at
        while self._next() in tuple("0123456789"):
            self.at += 1
        return self.text[start : self.at]

    def _single(self) -> Node:
        start, char = self.at, self._advance()
        if char == "(":
            return self._group(start)
        if char == "[":
            return self._class(start)
        if char == ".":
            return Characters((("\n", "\n"),), negated=True)
        if char == "\\":
            return self._escape()
        if char in _MARKS - {"}", "]"}:
            raise self._error(f"a {char} that means nothing here (write \\{char} for the mark itself)", start)
        return Characters(((char, char),))

    def _group(self, start: int) -> Node:
        if self._take("?") and not self._take(":"):
            raise self._error("a kind of group that is not known (only (…) and (?:…) are)", start)
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._error(f"more than {_DEEPEST} groups inside each other", start)
        node = self._choice()
        if not self._take(")"):
            raise self._error("a ( without its )", start)
        self.depth -= 1
        return node

    def _escape(self) -> Characters:
        start, char = self.at - 1, self._advance()
        if char.lower() in _KINDS:
            return Characters(kinds=char)
        if not char or (char.isalnum() and char not in _ESCAPED):
            raise self._error(f"\\{char}, which is not known (\\d, \\w, \\s and \\t are)", start)
        literal = _ESCAPED.get(char, char)
        return Characters(((literal, literal),))

    def _class(self, start: int) -> Characters:
        negated = self._take("^")
        ranges: list[tuple[str, str]] = []
        kinds = ""
        first = True
        while first or self._next() != "]":
            first = False
            item = self._class_item(start)
            kinds += item.kinds
            if item.ranges and self._next() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                item = self._range(item.ranges[0][0], start)
            ranges += item.ranges
        self.at += 1
        found = Characters(tuple(ranges), kinds, negated)
        if found.is_empty():
            raise self._error("a class that no character is in", start)
        return found

    def _class_item(self, start: int) -> Characters:
        char = self._advance()
        if not char:
            raise self._error("a [ without its ]", start)
        return self._escape() if char == "\\" else Characters(((char, char),))

    def _range(self, low: str, start: int) -> Characters:
        end = self._class_item(start)
        if not end.ranges or end.ranges[0][0] < low:
            raise self._error("a range that does not rise", start)
        return Characters(((low, end.ranges[0][0]),))

    def _next(self) -> str:
        """The next character, or nothing at the end."""
        return self.text[self.at : self.at + 1]

    def _advance(self) -> str:
        char = self._next()
        self.at += len(char)
        return char

    def _take(self, char: str) -> bool:
        taken = self._next() == char
        self.at += taken
        return taken

    def _error(self, what: str, at: int | None = None) -> PatternError:
        place = (self.at if at is None else at) + 1
        return PatternError(f"The expression “{self.text}” has {what} at character {place}.")
