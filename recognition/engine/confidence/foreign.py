"""Confidence of words that another reader read: the same logistic model as ours, on what every reader tells.

Their own numbers are no probabilities, and each means something else by them; a calibration belongs to one version of
one reader. Without one its own numbers stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..transcription import Word
from .calibration import Calibration

FOREIGN_FEATURES = ("own", "line", "neighbours", "length", "digits", "capital", "punctuation", "single")
_NEAR_NOTHING = 1e-3  # what a confidence is kept away from 0 and 1 by, before its logit is taken
_UNKNOWN = 0.5  # for a reader that says nothing


def foreign_features(words: Sequence[Word]) -> NDArray[np.float64]:
    """One row a word of a line, (N, len(FOREIGN_FEATURES)); confidences as logits."""
    if not words:
        return np.zeros((0, len(FOREIGN_FEATURES)))
    said = np.array([_UNKNOWN if w.confidence is None else w.confidence for w in words])
    own = np.clip(said, _NEAR_NOTHING, 1 - _NEAR_NOTHING)
    own = np.log(own / (1 - own))
    return np.array([_row(word.text, own, i) for i, word in enumerate(words)])


def with_confidence(words: Sequence[Word], calibration: Calibration) -> tuple[Word, ...]:
    """The words of a line with calibrated confidences."""
    sure = calibration.confidence(foreign_features(words))
    return tuple(replace(word, confidence=round(float(c), 4)) for word, c in zip(words, sure, strict=True))


def _row(text: str, own: NDArray[np.float64], index: int) -> list[float]:
    letters = max(1, len(text))
    return [
        own[index],
        float(own.mean()),
        float(own[max(0, index - 1) : index + 2].min()),
        float(np.log(letters)),
        sum(c.isdigit() for c in text) / letters,
        float(text[:1].isupper()),
        float(any(not c.isalnum() for c in text)),
        float(letters == 1),
    ]
