"""Which words to ask about, so that a wanted share of all words is right in the end.

Who is asked decides rightly; the other words are right as often as their confidences say. How far those can be believed
on a hand that the calibration never saw, what people decided tells: a line on the logit scale (Platt 1999), which keeps
the order of confidences and so only moves the threshold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ITERATIONS = 30
_NEAR_NOTHING = 1e-4  # what a confidence is kept away from 0 and 1 by, before its logit is taken
#: As how surely the belief before is held: so many (shift, slope) per squared unit, against one a decided word or less.
_PRIOR = np.array([4.0, 16.0])
_FLATTEST = 0.05  # more confidence never means less


@dataclass(frozen=True, slots=True)
class Belief:
    """How often a confidence is right here: sigmoid(shift + slope · logit(confidence))."""

    shift: float = 0.0
    slope: float = 1.0

    def of(self, confidence: Floats) -> Floats:
        """(N,) → (N,), in the same order of size."""
        return np.asarray(_sigmoid(self.shift + self.slope * _logit(confidence)), np.float64)


def believe(confidence: Floats, right: NDArray[np.bool_], before: Belief | None = None) -> Belief:
    """What decided words, (N,) and (N,), say of confidences; with few of them nearly the belief `before`.

    Words may have been chosen by their confidence, as a threshold does, but not by anything else.
    """
    before = before or Belief()
    prior = np.array([before.shift, before.slope])
    weights, terms = prior.copy(), np.stack([np.ones(len(confidence)), _logit(confidence)], 1)
    for _ in range(_ITERATIONS):
        probability = _sigmoid(terms @ weights)
        gradient = terms.T @ (right - probability) - _PRIOR * (weights - prior)
        curvature = (terms * (probability * (1 - probability))[:, None]).T @ terms + np.diag(_PRIOR)
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return Belief(float(weights[0]), max(float(weights[1]), _FLATTEST))


def threshold_for(confidence: Floats, belief: Belief, wrong: float) -> float:
    """The lowest confidence below which every word must be asked about, so that at most so many words that are not
    asked about are wrong, by expectation; 1 where all must be. `confidence`: of the words not decided yet, (N,)."""
    ordered = np.sort(confidence)
    left = np.cumsum((1 - belief.of(ordered))[::-1])[::-1]  # wrong words from here on
    enough = np.flatnonzero(left <= wrong)
    if not len(ordered):
        return 0.0
    return float(ordered[enough[0]]) if len(enough) else 1.0


def _logit(confidence: Floats) -> Floats:
    inside = np.clip(confidence, _NEAR_NOTHING, 1 - _NEAR_NOTHING)
    return np.asarray(np.log(inside / (1 - inside)), np.float64)


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0))), np.float64)
