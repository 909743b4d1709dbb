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
    return align_all([log_probs], [classes])[0]


def align_all(lines: Sequence[NDArray[np.float32]], texts: Sequence[Sequence[int]]) -> list[list[CharacterSpan]]:
    """`align` of many texts at once, each to frames (T_i, V) of its own. Raises AlignmentError."""
    states = _states(texts)
    scores = _scores(lines, states)  # (T, N, S)
    skippable = np.zeros(states.shape, bool)
    skippable[:, 3::2] = states[:, 3::2] != states[:, 1:-2:2]
    best = np.full((len(texts), states.shape[1] + 2), -np.inf, np.float32)  # two places before the first state
    best[:, 2:4] = scores[0, :, :2]
    moves = np.zeros(scores.shape, np.int8)
    for t in range(1, len(scores)):
        stay, one = best[:, 2:], best[:, 1:-1]
        two = np.where(skippable, best[:, :-2], -np.inf)
        entered = np.maximum(stay, one)
        moves[t] = np.where(two > entered, 2, one > stay)
        best[:, 2:] = np.maximum(entered, two) + scores[t]
    spans = []
    for row, (line, text) in enumerate(zip(lines, texts, strict=True)):
        last = 2 * len(text) + 2
        state = last if best[row, last] >= best[row, last - 1] else last - 1
        if not np.isfinite(best[row, state]):
            raise AlignmentError(f"{len(text)} characters do not fit {len(line)} frames.")
        spans.append(_spans(_walk_back(moves[:, row], state - 2), scores[:, row], len(text)))
    return spans


def _states(texts: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """The classes of each text between blanks, (N, S), blanks behind the shorter ones."""
    states = np.full((len(texts), 2 * max(map(len, texts)) + 1), BLANK)
    for row, text in zip(states, texts, strict=True):
        row[1 : 2 * len(text) : 2] = text
    return states


def _scores(lines: Sequence[NDArray[np.float32]], states: NDArray[np.int64]) -> NDArray[np.float32]:
    """The log probability of each state in each frame, (T, N, S); shorter lines end in silence."""
    scores = np.where(states == BLANK, np.float32(0), np.float32(-np.inf))
    scores = np.repeat(scores[None], max(map(len, lines)), 0)
    for row, line in enumerate(lines):
        scores[: len(line), row] = line[:, states[row]]
    return scores


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


def _spans(path: NDArray[np.int64], scores: NDArray[np.float32], count: int) -> list[CharacterSpan]:
    spans = []
    for index in range(count):
        state = 2 * index + 1
        at = np.nonzero(path == state)[0]
        spans.append(CharacterSpan(int(at[0]), int(at[-1]) + 1, float(scores[at, state].mean())))
    return spans
