"""Which words to ask about, so that a wanted share of all words is right in the end.

Who is asked decides rightly; the other words are right as often as their confidences say. How far those can be
believed on a hand that the calibration never saw, what people decided tells: a line on the logit scale (Platt 1999)
that may bend once. It keeps the order of confidences and so only moves the threshold. It bends because most of what is
decided is doubtful, while the threshold hangs on the sure words, of which few are decided: they need a slope of their
own.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ITERATIONS, _SMALL_STEP = 1_000, 1e-5
_NEAR_NOTHING = 1e-4  # what a confidence is kept away from 0 and 1 by, before its logit is taken
#: As how surely the belief before is held: so many (shift, low, high) per squared unit, against one a decided word or
#: less.
_PRIOR = np.array([4.0, 16.0, 16.0])
#: As a logit: a confidence of 82 %. Chosen on `val` and `adapt-train`, see benchmarks/RESULTS.md.
_BEND = 1.5
_FLATTEST = 0.05  # more confidence never means less


@dataclass(frozen=True, slots=True)
class Belief:
    """How often a confidence is right here: sigmoid(shift + low · below + high · above), where its logit is `below` up
    to the bend, and `above` is what it has beyond."""

    shift: float = 0.0
    low: float = 1.0
    high: float = 1.0

    def of(self, confidence: Floats) -> Floats:
        """(N,) → (N,), in the same order of size."""
        return np.asarray(_sigmoid(_terms(confidence) @ astuple(self)), np.float64)


def believe(confidence: Floats, right: NDArray[np.bool_], before: Belief | None = None) -> Belief:
    """What decided words, (N,) and (N,), say of confidences; with few of them nearly the belief `before`.

    Words may have been chosen by their confidence, as a threshold does, but not by anything else.
    """
    prior, terms = np.array(astuple(before or Belief())), _terms(confidence)
    weights, free = prior.copy(), np.ones(len(prior), bool)
    # No logistic curve bends more than this: steps by it never lead astray (Böhning and Lindsay 1988).
    curvature = terms.T @ terms / 4 + np.diag(_PRIOR)
    for _ in range(_ITERATIONS):
        gradient = terms.T @ (right - _sigmoid(terms @ weights)) - _PRIOR * (weights - prior)
        step = np.linalg.solve(curvature[np.ix_(free, free)], gradient[free])
        weights[free] += step
        free[1:] &= weights[1:] > _FLATTEST
        weights[1:] = np.maximum(weights[1:], _FLATTEST)
        if np.abs(step).max() < _SMALL_STEP:
            break
    return Belief(*map(float, weights))


def threshold_for(confidence: Floats, belief: Belief, wrong: float) -> float:
    """The lowest confidence below which every word must be asked about, so that at most so many words that are not
    asked about are wrong, by expectation; 1 where all must be. `confidence`: of the words not decided yet, (N,)."""
    ordered = np.sort(confidence)
    left = np.cumsum((1 - belief.of(ordered))[::-1])[::-1]  # wrong words from here on
    enough = np.flatnonzero(left <= wrong)
    if not len(ordered):
        return 0.0
    return float(ordered[enough[0]]) if len(enough) else 1.0


def _terms(confidence: Floats) -> Floats:
    """(N,) → (N, 3): what `Belief` weighs."""
    inside = np.clip(confidence, _NEAR_NOTHING, 1 - _NEAR_NOTHING)
    logit = np.log(inside / (1 - inside))
    return np.stack([np.ones_like(logit), np.minimum(logit, _BEND), np.maximum(logit - _BEND, 0.0)], 1)


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0))), np.float64)
