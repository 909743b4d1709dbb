"""Features to probability: a logistic model over standardised features and their squares.

Fitted by Newton's method with a ridge on words of documents the reader never saw (Platt 1999; for handwriting
see Tarazón, Pérez, Serrano, Alabau, Juan 2009). Products of two features fit the hands at hand a little better, and
hands of another kind worse (benchmarks/RESULTS.md).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .features import FEATURES

_RIDGE, _ITERATIONS = 5.0, 30
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

    def save(self, path: Path, features: tuple[str, ...] = FEATURES) -> None:
        """`features`: the names of what it was fitted on."""
        fields = {"mean": self.mean, "scale": self.scale, "weights": self.weights}
        rounded = {name: [round(float(v), 6) for v in values] for name, values in fields.items()}
        path.write_text(json.dumps({"features": features, **rounded, "words": self.words}, indent=1) + "\n")

    @classmethod
    def load(cls, path: Path, features: tuple[str, ...] = FEATURES) -> Calibration:
        """Raises ValueError where the file was fitted on other features."""
        stored = json.loads(path.read_text())
        mean, scale, weights = (np.array(stored[k], np.float64) for k in ("mean", "scale", "weights"))
        if tuple(stored["features"]) != features or len(weights) != 1 + 2 * len(features):
            raise ValueError(f"{path} was fitted on other features; fit it anew with `manage.py calibrate`.")
        return cls(mean, scale, weights, stored["words"])


def fit_calibration(features: Floats, right: NDArray[np.bool_]) -> Calibration:
    """`features` (N, F) and whether each word was exactly right (N,)."""
    mean, scale = features.mean(0), features.std(0) + 1e-6
    terms = _expand(features, mean, scale)
    weights = np.zeros(terms.shape[1])
    ridge = np.full(terms.shape[1], _RIDGE)
    ridge[0] = 0.0
    for _ in range(_ITERATIONS):
        probability = _sigmoid(terms @ weights)
        gradient = terms.T @ (right - probability) - ridge * weights
        curvature = (terms * (probability * (1 - probability))[:, None]).T @ terms + np.diag(ridge) + 1e-9
        step = np.linalg.solve(curvature, gradient)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return Calibration(mean, scale, weights, len(right))


def _expand(features: Floats, mean: Floats, scale: Floats) -> Floats:
    """Intercept, standardised features cut at ±4, and their squares."""
    x = np.clip((features - mean) / scale, -4.0, 4.0)
    return np.concatenate([np.ones((len(x), 1)), x, x**2 / 4.0], 1)


def _sigmoid(x: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -30.0, 30.0)))
