"""Features to probability: a logistic model over standardised features and their squares.

Fitted by Newton's method with a ridge on words of documents the reader never saw (Platt 1999; for handwriting
see Tarazón, Pérez, Serrano, Alabau, Juan 2009). Products of two features fit the hands at hand a little better, and
hands of another kind worse (benchmarks/RESULTS.md). A few hundred words of one hand refine what was fitted on many: the
ridge then draws to its weights (Chelba & Acero 2004).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .features import FEATURES

_ITERATIONS = 30
#: On the intercept and the other weights.
_RIDGE = (0.0, 5.0)
#: Of 3, 10, 30 and 100 the best for words of two to five pages of a new hand: AUROC .88 → .90, and .87 from nothing.
_RIDGE_REFINED = (3.0, 30.0)
#: Of a tuned reader's own, with and without a language, what they are called on its card; and what is put before the
#: names of those with which its base reads beside it.
_ON_CARD = {True: "calibration", False: "calibration_plain"}
OF_BASE = "base_"
_LOWEST, _HIGHEST = 0.001, 0.999  # nobody is ever certain

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """`mean`, `scale`: of the features; `weights`: intercept, linear terms, squares. `words`: fitted on."""

    mean: Floats
    scale: Floats
    weights: Floats
    words: int

    def confidence(self, features: Floats) -> Floats:
        """Probability that each word is exactly right; features (N, F) → (N,)."""
        return np.clip(_sigmoid(_expand(features, self.mean, self.scale) @ self.weights), _LOWEST, _HIGHEST)

    def refined(self, features: Floats, right: NDArray[np.bool_]) -> Calibration:
        """With what the words of one hand say: `features` (N, F) and whether each was exactly right (N,). The words may
        have been chosen by their confidence, as a reviewer's are."""
        terms = _expand(features, self.mean, self.scale)
        return replace(self, weights=_fit(terms, right, self.weights, _RIDGE_REFINED), words=len(right))

    def as_json(self, features: tuple[str, ...] = FEATURES) -> dict[str, Any]:
        """`features`: the names of what it was fitted on."""
        fields = {"mean": self.mean, "scale": self.scale, "weights": self.weights}
        rounded = {name: [round(float(v), 6) for v in values] for name, values in fields.items()}
        return {"features": features, **rounded, "words": self.words}

    @classmethod
    def of_json(cls, stored: Mapping[str, Any], features: tuple[str, ...] = FEATURES) -> Calibration:
        """Raises ValueError where it was fitted on other features."""
        mean, scale, weights = (np.array(stored[k], np.float64) for k in ("mean", "scale", "weights"))
        if tuple(stored["features"]) != features or len(weights) != 1 + 2 * len(features):
            raise ValueError("It was fitted on other features.")
        return cls(mean, scale, weights, stored["words"])

    def save(self, path: Path, features: tuple[str, ...] = FEATURES) -> None:
        path.write_text(json.dumps(self.as_json(features), indent=1) + "\n")

    @classmethod
    def load(cls, path: Path, features: tuple[str, ...] = FEATURES) -> Calibration:
        """Raises ValueError where the file was fitted on other features."""
        try:
            return cls.of_json(json.loads(path.read_text()), features)
        except ValueError as error:
            raise ValueError(f"{path} was fitted on other features; fit it anew with `manage.py calibrate`.") from error


def fit_calibration(features: Floats, right: NDArray[np.bool_]) -> Calibration:
    """`features` (N, F) and whether each word was exactly right (N,)."""
    mean, scale = features.mean(0), features.std(0) + 1e-6
    terms = _expand(features, mean, scale)
    return Calibration(mean, scale, _fit(terms, right, np.zeros(terms.shape[1]), _RIDGE), len(right))


def calibrations_on_card(calibrations: Mapping[bool, Calibration], whose: str = "") -> dict[str, Any]:
    """With (True) and without a language, as a part of a reader's card. `whose`: OF_BASE, where they are its base's."""
    return {whose + _ON_CARD[with_language]: one.as_json() for with_language, one in calibrations.items()}


def calibrations_of_card(card: Mapping[str, Any], whose: str = "") -> dict[bool, Calibration]:
    """Those that a card holds. Raises ValueError where they were fitted on other features."""
    return {k: Calibration.of_json(card[whose + name]) for k, name in _ON_CARD.items() if whose + name in card}


def _fit(terms: Floats, right: NDArray[np.bool_], centre: Floats, strength: tuple[float, float]) -> Floats:
    """Weights (T,) for terms (N, T), drawn to the centre (T,)."""
    weights, ridge = centre.copy(), np.full(len(centre), strength[1])
    ridge[0] = strength[0]
    for _ in range(_ITERATIONS):
        probability = _sigmoid(terms @ weights)
        gradient = terms.T @ (right - probability) - ridge * (weights - centre)
        curvature = (terms * (probability * (1 - probability))[:, None]).T @ terms + np.diag(ridge) + 1e-9
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def _expand(features: Floats, mean: Floats, scale: Floats) -> Floats:
    """Intercept, standardised features cut at ±4, and their squares."""
    x = np.clip((features - mean) / scale, -4.0, 4.0)
    return np.concatenate([np.ones((len(x), 1)), x, x**2 / 4.0], 1)


def _sigmoid(x: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0)))
