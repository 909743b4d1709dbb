"""Prefix beam search over CTC frames (Graves & Jaitly 2014; Hannun et al. 2014).

Unlike the best path it sums the probability of all alignments of a text, and it keeps the runners-up. A scorer adds
what speaks for a text besides its picture: a language model, or -inf for what a pattern forbids.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..alphabet import BLANK

_NEVER = -math.inf


class Scorer(Protocol):
    """Natural logs added to a text's own; states are whatever the scorer needs to go on."""

    def start(self) -> Any: ...

    def extend(self, state: Any, index: int) -> tuple[float, Any]:
        """What one more character, by its class, is worth, and the state after it."""

    def finish(self, state: Any) -> float:
        """What it is worth that the text ends here."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """`classes`: indices without blanks. `log_probability`: natural log of P(text | frames). `score`: the same and
    what the scorer added; hypotheses are ranked by it."""

    classes: tuple[int, ...]
    log_probability: float
    score: float


def prefix_beam(
    log_probs: NDArray[np.float32], beam: int = 12, floor: float = -7.0, scorer: Scorer | None = None, state: Any = None
) -> list[Hypothesis]:  # fmt: skip
    """The likeliest texts of frames (T, V), best first, at most `beam`.

    Classes below `floor` (natural log) in a frame are not tried there; a frame's best is always. The scorer begins
    in `state`, or at its start.
    """
    tree = _Tree(scorer, state)
    # prefix: log P of its alignments that end in blank, and of those that end in its character
    hypotheses: dict[int, tuple[float, float]] = {tree.ROOT: (0.0, _NEVER)}
    for blank, candidates in _frames(log_probs, floor):
        following: dict[int, list[float]] = {}
        for prefix, (in_blank, in_char) in hypotheses.items():
            total = _add(in_blank, in_char)
            kept = following.setdefault(prefix, [_NEVER, _NEVER])
            kept[0] = _add(kept[0], total + blank)
            last = tree.last[prefix]
            for char, score in candidates:
                if char == last:
                    kept[1] = _add(kept[1], in_char + score)
                    source = in_blank
                else:
                    source = total
                if source > _NEVER:
                    longer = following.setdefault(tree.child(prefix, char), [_NEVER, _NEVER])
                    longer[1] = _add(longer[1], source + score)
        bonus = tree.bonus
        best = sorted(following.items(), key=lambda kv: max(kv[1]) + bonus[kv[0]], reverse=True)[:beam]
        hypotheses = {prefix: (b, c) for prefix, (b, c) in best if bonus[prefix] > _NEVER}
    ended = [tree.hypothesis(prefix, _add(*scores)) for prefix, scores in hypotheses.items()]
    return sorted((h for h in ended if h.score > _NEVER), key=lambda h: h.score, reverse=True)


def _frames(log_probs: NDArray[np.float32], floor: float) -> list[tuple[float, list[tuple[int, float]]]]:
    """Per frame the blank's log probability and the classes worth trying with theirs."""
    scores = log_probs.copy()
    blanks = scores[:, BLANK].tolist()
    scores[:, BLANK] = -np.inf
    rows, classes = np.nonzero(scores > floor)
    candidates: list[list[tuple[int, float]]] = [[] for _ in blanks]
    for row, char, score in zip(rows.tolist(), classes.tolist(), scores[rows, classes].tolist(), strict=True):
        candidates[row].append((char, score))
    for row, best in enumerate(scores.argmax(1).tolist()):
        if not candidates[row] and math.isfinite(scores[row, best]):
            candidates[row].append((best, float(scores[row, best])))
    return list(zip(blanks, candidates, strict=True))


class _Tree:
    """Prefixes as numbered nodes, so that extending one costs no copy; each is scored once, when it is made."""

    ROOT = 0

    def __init__(self, scorer: Scorer | None, state: Any) -> None:
        self.last = [-1]
        self.bonus = [0.0]
        self._parent = [-1]
        self._children: dict[tuple[int, int], int] = {}
        self._scorer = scorer
        self._states = [state if state is not None or scorer is None else scorer.start()]

    def child(self, node: int, char: int) -> int:
        key = (node, char)
        found = self._children.get(key)
        if found is None:
            found = self._children[key] = len(self.last)
            self.last.append(char)
            self._parent.append(node)
            if self._scorer is None:
                self.bonus.append(0.0)
            else:
                worth, state = self._scorer.extend(self._states[node], char)
                self.bonus.append(self.bonus[node] + worth)
                self._states.append(state)
        return found

    def hypothesis(self, node: int, log_probability: float) -> Hypothesis:
        worth = self.bonus[node]
        if self._scorer is not None and worth > _NEVER:
            worth += self._scorer.finish(self._states[node])
        return Hypothesis(self._classes(node), log_probability, log_probability + worth)

    def _classes(self, node: int) -> tuple[int, ...]:
        chars = []
        while node != self.ROOT:
            chars.append(self.last[node])
            node = self._parent[node]
        return tuple(reversed(chars))


def _add(a: float, b: float) -> float:
    """log(exp a + exp b)."""
    if a < b:
        a, b = b, a
    if b == _NEVER:
        return a
    return a + math.log1p(math.exp(b - a))
