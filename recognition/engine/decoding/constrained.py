"""Prefix beam search over CTC frames in which only the texts of a pattern survive.

Frames and pattern are composed into one graph of (frame, state, character just written or blank), whose best path from
every node to an accepting end is found first, backwards (Viterbi 1967). The beam then knows of every prefix whether and
how well it can still be completed, and ranks by what came so far times the best path to come, as A* does (Hart et al.
1968): it never fills with prefixes that lead nowhere, and even a beam of one ends with a text no less likely than the
best path.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..alphabet import BLANK, Alphabet
from .beam import Hypothesis
from .patterns import Pattern

_NEVER = -math.inf
_Floats = NDArray[np.float64]
_Numbers = NDArray[np.intp]


def constrain(
    log_probs: NDArray[np.float32], alphabet: Alphabet, pattern: Pattern, beam: int = 12, margin: float = 16.0
) -> list[Hypothesis]:
    """The likeliest texts of frames (T, V) that fit the pattern, best first, at most `beam`.

    None where no text of the pattern can be written in these frames and this alphabet; at least one otherwise.
    `margin`: alignments that cannot come closer to the best path than this (natural log) are not followed.
    """
    edges = _edges(pattern, alphabet)
    frames = log_probs.astype(np.float64)
    ahead = _look_ahead(frames, edges)
    worst = ahead.blank[0, 0] - margin
    if ahead.blank[0, 0] == _NEVER:
        return []
    tree = _Tree(edges)
    # prefix: log P of its alignments that end in blank, and of those that end in its character
    hypotheses = {tree.ROOT: (0.0, _NEVER)}
    for t, frame in enumerate(frames):
        hopes = frame[edges.classes] + ahead.char[t + 1]
        following: dict[int, list[float]] = {}
        for prefix, (in_blank, in_char) in hypotheses.items():
            total = _add(in_blank, in_char)
            last = tree.last(prefix)
            kept = following.setdefault(prefix, [_NEVER, _NEVER])
            kept[0] = _add(kept[0], total + float(frame[BLANK]))
            if last != BLANK:
                kept[1] = _add(kept[1], in_char + float(frame[last]))
            out = edges.out(tree.state(prefix))
            for edge in (out.start + np.nonzero(hopes[out] >= worst - total)[0]).tolist():
                char = int(edges.classes[edge])
                source = in_blank if char == last else total
                if source > _NEVER:
                    longer = following.setdefault(tree.child(prefix, edge), [_NEVER, _NEVER])
                    longer[1] = _add(longer[1], source + float(frame[char]))
        hypotheses = _best(following, tree, ahead, t + 1, beam)
    totals = {prefix: _add(*scores) for prefix, scores in hypotheses.items()}
    ended = [Hypothesis(tree.classes(prefix), total, total) for prefix, total in totals.items()]
    return sorted(ended, key=lambda h: h.log_probability, reverse=True)


def _best(
    following: dict[int, list[float]], tree: _Tree, ahead: _Ahead, t: int, beam: int
) -> dict[int, tuple[float, float]]:
    """The prefixes that can be completed from frame t on, those with the best completions first."""
    ranked = []
    for prefix, (in_blank, in_char) in following.items():
        rank = in_blank + float(ahead.blank[t, tree.state(prefix)])
        if prefix != tree.ROOT:
            rank = max(rank, in_char + float(ahead.char[t, tree.edge(prefix)]))
        if rank > _NEVER:
            ranked.append((rank, prefix))
    ranked.sort(reverse=True)
    return {prefix: (following[prefix][0], following[prefix][1]) for _, prefix in ranked[:beam]}


@dataclass(frozen=True, slots=True)
class _Edges:
    """The pattern's moves, by the state they leave: `classes` and `targets` (E,); those of state s are from
    `starts[s]` to `starts[s + 1]`. `again`: the edge that leaves an edge's target with the same class, -1 if none."""

    classes: _Numbers
    targets: _Numbers
    starts: _Numbers
    again: _Numbers
    accepting: NDArray[np.bool_]

    def out(self, state: int) -> slice:
        return slice(int(self.starts[state]), int(self.starts[state + 1]))


@lru_cache(maxsize=32)
def _edges(pattern: Pattern, alphabet: Alphabet) -> _Edges:
    automaton = pattern.over(alphabet.characters)
    index = {char: i + 1 for i, char in enumerate(alphabet.characters)}
    rows = [sorted((index[char], target) for char, target in row.items()) for row in automaton.moves]
    starts = np.cumsum([0, *map(len, rows)])
    number = {(state, c): int(starts[state]) + n for state, row in enumerate(rows) for n, (c, _) in enumerate(row)}
    moves = [move for row in rows for move in row]
    again = [number.get((target, c), -1) for c, target in moves]
    accepting = np.array([automaton.accepts(state) for state in range(len(rows))])
    classes, targets = np.array(moves, np.intp).reshape(-1, 2).T
    return _Edges(classes, targets, starts, np.array(again, np.intp), accepting)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Log probability of the best path from before frame t to an accepting end: `blank[t, state]` (T + 1, S) where
    the frame before showed blank, `char[t, edge]` (T + 1, E) where it showed the character of the edge just taken."""

    blank: _Floats
    char: _Floats


def _look_ahead(frames: _Floats, edges: _Edges) -> _Ahead:
    ends = np.where(edges.accepting, 0.0, _NEVER)
    blank = np.empty((len(frames) + 1, len(ends)))
    char = np.empty((len(frames) + 1, len(edges.classes)))
    blank[-1], char[-1] = ends, ends[edges.targets]
    leaving = np.nonzero(np.diff(edges.starts))[0]  # states that have edges
    firsts, counts = edges.starts[leaving], np.diff(edges.starts)[leaving]
    for t in range(len(frames) - 1, -1, -1):
        shown = frames[t, edges.classes]
        taken = shown + char[t + 1]
        best, second = np.full_like(ends, _NEVER), np.full_like(ends, _NEVER)
        if len(leaving):
            best[leaving] = np.maximum.reduceat(taken, firsts)
            tops = taken == np.repeat(best[leaving], counts)
            others = np.maximum.reduceat(np.where(tops, _NEVER, taken), firsts)
            second[leaving] = np.where(np.add.reduceat(tops, firsts, dtype=np.intp) > 1, best[leaving], others)
        silent = frames[t, BLANK] + blank[t + 1]
        blank[t] = np.maximum(silent, best)
        # A character is followed by itself only after a blank: without one, its class only makes it last longer.
        barred = (edges.again >= 0) & (taken[edges.again] == best[edges.targets])
        onwards = np.where(barred, second[edges.targets], best[edges.targets])
        char[t] = np.maximum(taken, np.maximum(silent[edges.targets], onwards))
    return _Ahead(blank, char)


class _Tree:
    """Prefixes as numbered nodes, each its parent and the edge taken from there."""

    ROOT = 0

    def __init__(self, edges: _Edges) -> None:
        self._edges = edges
        self._nodes: list[tuple[int, int]] = [(-1, -1)]
        self._children: dict[tuple[int, int], int] = {}

    def child(self, node: int, edge: int) -> int:
        key = (node, edge)
        found = self._children.get(key)
        if found is None:
            found = self._children[key] = len(self._nodes)
            self._nodes.append(key)
        return found

    def edge(self, node: int) -> int:
        return self._nodes[node][1]

    def last(self, node: int) -> int:
        """The class just written, the blank at the root."""
        return int(self._edges.classes[self.edge(node)]) if node else BLANK

    def state(self, node: int) -> int:
        return int(self._edges.targets[self.edge(node)]) if node else 0

    def classes(self, node: int) -> tuple[int, ...]:
        found = []
        while node:
            found.append(self.last(node))
            node = self._nodes[node][0]
        return tuple(reversed(found))


def _add(a: float, b: float) -> float:
    """log(exp a + exp b)."""
    if a < b:
        a, b = b, a
    return a if b == _NEVER else a + math.log1p(math.exp(b - a))
