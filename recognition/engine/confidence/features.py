"""What speaks for and against a word, as numbers a calibrator can weigh.

Raw CTC probabilities are overconfident and pile up at both ends; margins to the runner-up, the weakest
character and the company on the line carry what they lack.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..decoding.words import DecodedWord

FEATURES = (
    "word", "margin", "weakest", "mean", "length", "entropy", "line", "neighbours", "spaces", "digits",
    "capital", "punctuation", "single", "narrow",
)  # fmt: skip
_FLOOR = -12.0


def word_features(words: Sequence[DecodedWord]) -> NDArray[np.float64]:
    """One row a word of a line, (N, len(FEATURES)); log probabilities are cut at -12."""
    if not words:
        return np.zeros((0, len(FEATURES)))
    own = np.array([max(w.log_probability, _FLOOR) for w in words])
    rows = [_row(w, own, i) for i, w in enumerate(words)]
    return np.array(rows)


def _row(word: DecodedWord, own: NDArray[np.float64], index: int) -> list[float]:
    letters = max(1, len(word.text))
    others = [p for text, p in word.nbest if text != word.text]
    rival = max(others, default=_FLOOR)
    mass = np.exp([p for _, p in word.nbest]) if word.nbest else np.ones(1)
    share = mass / mass.sum()
    beside = own[max(0, index - 1) : index + 2]
    return [
        own[index],
        float(np.clip(word.log_probability - rival, -6.0, -_FLOOR)),
        max(min(word.characters), _FLOOR),
        max(float(np.mean(word.characters)), _FLOOR),
        float(np.log(letters)),
        float(-(share * np.log(share + 1e-12)).sum()),
        float(own.mean()),
        float(beside.min()),
        max(min(word.spaces), _FLOOR),
        sum(c.isdigit() for c in word.text) / letters,
        float(word.text[:1].isupper()),
        float(any(not c.isalnum() for c in word.text)),
        float(letters == 1),
        (word.ink_end - word.ink_start) / letters,
    ]
