"""A text and its CTC frames (Graves et al., 2006): which frames show which character, and how likely it is at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..alphabet import BLANK


class AlignmentError(ValueError):
    """The text needs more frames than there are."""


@dataclass(frozen=True, slots=True)
class CharacterSpan:
    """A character's frames start ≤ t < end and the mean log probability of its class there."""

    start: int
    end: int
    log_probability: float


def align(log_probs: NDArray[np.float32], classes: Sequence[int]) -> list[CharacterSpan]:
    """One span a class, in order, on the likeliest path through frames (T, V). Raises AlignmentError."""
    steps = len(log_probs)
    states = np.full(2 * len(classes) + 1, BLANK)
    states[1::2] = classes
    if not len(classes):
        return []
    scores = log_probs[:, states].astype(np.float64)  # (T, S)
    skippable = np.zeros(len(states), bool)
    skippable[3::2] = states[3::2] != states[1:-2:2]
    best = np.full(len(states), -np.inf)
    best[:2] = scores[0, :2]
    moves = np.zeros((steps, len(states)), np.int8)
    for t in range(1, steps):
        one, two = np.full_like(best, -np.inf), np.full_like(best, -np.inf)
        one[1:] = best[:-1]
        two[2:] = np.where(skippable[2:], best[:-2], -np.inf)
        options = np.stack([best, one, two])
        moves[t] = options.argmax(0)
        best = options.max(0) + scores[t]
    state = len(states) - 1 if best[-1] >= best[-2] else len(states) - 2
    if not np.isfinite(best[state]):
        raise AlignmentError(f"{len(classes)} characters do not fit {steps} frames.")
    return _spans(_walk_back(moves, state), scores, len(classes))


def text_log_probability(log_probs: NDArray[np.float32], classes: Sequence[int]) -> float:
    """Natural log of P(text | frames (T, V)), over all alignments; -inf where the text needs more frames."""
    states = np.full(2 * len(classes) + 1, BLANK)
    states[1::2] = classes
    skippable = np.zeros(len(states), bool)
    skippable[3::2] = states[3::2] != states[1:-2:2]
    total = np.full(len(states) + 2, -np.inf)  # two places before the first state, for what is never entered
    total[2] = 0.0
    for row in log_probs[:, states].astype(np.float64):
        entered = np.logaddexp(total[2:], total[1:-1])
        total[2:] = np.where(skippable, np.logaddexp(entered, total[:-2]), entered) + row
    return float(np.logaddexp.reduce(total[-2:]))


def _walk_back(moves: NDArray[np.int8], state: int) -> NDArray[np.int64]:
    """The state of every frame, (T,)."""
    path = np.empty(len(moves), np.int64)
    for t in range(len(moves) - 1, -1, -1):
        path[t] = state
        state -= int(moves[t, state])
    return path


def _spans(path: NDArray[np.int64], scores: NDArray[np.float64], count: int) -> list[CharacterSpan]:
    spans = []
    for index in range(count):
        state = 2 * index + 1
        at = np.nonzero(path == state)[0]
        spans.append(CharacterSpan(int(at[0]), int(at[-1]) + 1, float(scores[at, state].mean())))
    return spans
