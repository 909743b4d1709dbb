"""Expressions and lists as automata over the characters of an alphabet.

An expression becomes the automaton of its positions (Glushkov 1961; McNaughton & Yamada 1960): one state a place at
which a character stands, no empty moves. Over an alphabet it is made deterministic (Rabin & Scott 1959).
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field

from .expressions import Characters, Choice, Node, PatternError, Repeat, Sequence

_MOST_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Automaton:
    """Deterministic: `moves[state]` maps a character to the next state. States count from `start`.

    From every state some accepting one can be reached, so that a text that has come so far can always be completed;
    only where the alphabet can write no text of the language, the start is alone and does not accept.
    """

    moves: tuple[Mapping[str, int], ...]
    accepting: frozenset[int]
    start: int = 0

    def step(self, state: int, char: str) -> int | None:
        """None: no text of the language goes on so."""
        return self.moves[state].get(char)

    def accepts(self, state: int) -> bool:
        return state in self.accepting


@dataclass(frozen=True, slots=True)
class Positions:
    """The places of an expression at which a character stands. Place 0 stands before the text; `sets[i]`: what may
    stand at place i; `follow[i]`: the places after it; `last`: those at which a text may end."""

    sets: tuple[Container[str], ...]
    follow: tuple[frozenset[int], ...]
    last: frozenset[int]

    def fits(self, text: str) -> bool:
        """Whether the whole text is in the language."""
        here = frozenset({0})
        for char in text:
            here = frozenset(q for p in here for q in self.follow[p] if char in self.sets[q])
        return not here.isdisjoint(self.last)

    def over(self, characters: Collection[str], most_states: int) -> Automaton:
        """The texts of the language written in these characters. Raises PatternError over `most_states`."""
        at = {s: frozenset(c for c in characters if c in s) for s in set(self.sets)}
        known = [at[s] for s in self.sets]
        useful = self._completable(known)
        numbers = {frozenset({0}): 0}
        moves: list[dict[str, int]] = []
        queue = list(numbers)
        for here in queue:  # grows while it is walked through
            reached: dict[str, set[int]] = {}
            for place in frozenset[int]().union(*(self.follow[p] for p in here)) & useful:
                for char in known[place]:
                    reached.setdefault(char, set()).add(place)
            row = {}
            for char, places in reached.items():
                there = frozenset(places)
                if there not in numbers:
                    numbers[there] = len(queue)
                    queue.append(there)
                row[char] = numbers[there]
            moves.append(row)
            if len(queue) > most_states:
                raise PatternError(f"needs more than {most_states} states")
        accepting = frozenset(number for places, number in numbers.items() if not places.isdisjoint(self.last))
        return Automaton(tuple(moves), accepting)

    def _completable(self, known: list[frozenset[str]]) -> frozenset[int]:
        """Places that can be reached backwards from an end through places at which some character may stand."""
        before: list[list[int]] = [[] for _ in self.sets]
        for place, following in enumerate(self.follow):
            for other in following:
                before[other].append(place)
        queue = [place for place in self.last if known[place]]
        found = set(queue)
        for place in queue:
            for other in before[place]:
                if known[other] and other not in found:
                    found.add(other)
                    queue.append(other)
        return frozenset(found)


def positions_of(node: Node) -> Positions:
    """Raises PatternError where repetition within repetition makes it too large."""
    builder = _Builder()
    whole = builder.build(Sequence((node,)))
    builder.follow[0] |= whole.first
    last = whole.last | {0} if whole.nullable else whole.last
    return Positions(tuple(builder.sets), tuple(map(frozenset, builder.follow)), last)


def positions_of_list(entries: Iterable[str]) -> Positions:
    """A tree of prefixes: entries share the places of what they begin with."""
    sets: list[Container[str]] = [frozenset()]
    children: list[dict[str, int]] = [{}]
    last = set()
    for entry in entries:
        place = 0
        for char in entry:
            if char not in children[place]:
                children[place][char] = len(sets)
                sets.append(frozenset(char))
                children.append({})
            place = children[place][char]
        last.add(place)
    return Positions(tuple(sets), tuple(frozenset(c.values()) for c in children), frozenset(last))


@dataclass(frozen=True, slots=True)
class _Part:
    """Whether a part of an expression may be empty, and the places with which it may begin and end."""

    nullable: bool
    first: frozenset[int] = frozenset()
    last: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Builder:
    sets: list[Container[str]] = field(default_factory=lambda: [frozenset()])
    follow: list[set[int]] = field(default_factory=lambda: [set()])
    parts: int = 0

    def build(self, node: Node) -> _Part:
        self.parts += 1
        if self.parts > _MOST_PARTS:
            raise PatternError("is too long once its counts are written out")
        match node:
            case Characters():
                place = frozenset({len(self.sets)})
                self.sets.append(node)
                self.follow.append(set())
                return _Part(False, place, place)
            case Sequence(parts):
                whole = _Part(True)
                for part in parts:
                    whole = self._join(whole, self.build(part))
                return whole
            case Choice(options):
                built = [self.build(option) for option in options]
                return _Part(
                    any(b.nullable for b in built),
                    frozenset[int]().union(*(b.first for b in built)),
                    frozenset[int]().union(*(b.last for b in built)),
                )
            case Repeat(part, low, high):
                return self._repeat(part, low, high)

    def _join(self, one: _Part, other: _Part) -> _Part:
        for place in one.last:
            self.follow[place] |= other.first
        return _Part(
            one.nullable and other.nullable,
            one.first | other.first if one.nullable else one.first,
            one.last | other.last if other.nullable else other.last,
        )

    def _repeat(self, node: Node, low: int, high: int | None) -> _Part:
        """x{2,4} is xx(x(x)?)?, x{2,} is xxx*."""
        if high is None:
            part = self.build(node)
            for place in part.last:
                self.follow[place] |= part.first
            rest = _Part(True, part.first, part.last)
        else:
            rest = _Part(True)
            for _ in range(high - low):
                longer = self._join(self.build(node), rest)
                rest = _Part(True, longer.first, longer.last)
        for _ in range(low):
            rest = self._join(self.build(node), rest)
        return rest
