"""What speaks for and against a word, as numbers a calibrator can weigh.

Raw CTC probabilities are overconfident and pile up at both ends; margins to the runner-up, the weakest
character and the company on the line carry what they lack. A language makes plausible mistakes: whether the picture
alone says the same, and what the reading costs against it, tells them from right words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..decoding.words import DecodedWord

FEATURES = (
    "word", "margin", "weakest", "mean", "length", "entropy", "line", "neighbours", "spaces", "digits",
    "capital", "punctuation", "single", "narrow", "language", "agrees", "cost", "known",
)  # fmt: skip
_FLOOR = -12.0


def word_features(words: Sequence[DecodedWord]) -> NDArray[np.float64]:
    """One row a word of a line, (N, len(FEATURES)); log probabilities are cut at -12."""
    if not words:
        return np.zeros((0, len(FEATURES)))
    own = np.array([max(w.chosen.log_probability, _FLOOR) for w in words])
    rows = [_row(w, own, i) for i, w in enumerate(words)]
    return np.array(rows)


def _row(word: DecodedWord, own: NDArray[np.float64], index: int) -> list[float]:
    letters = max(1, len(word.text))
    rival = max((c.score for c in word.nbest if c.text != word.text), default=word.chosen.score + _FLOOR)
    scores = np.array([c.score for c in word.nbest] or [0.0])
    mass = np.exp(scores - scores.max())
    share = mass / mass.sum()
    beside = own[max(0, index - 1) : index + 2]
    return [
        own[index],
        float(np.clip(word.chosen.score - rival, -6.0, -_FLOOR)),
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
        float(np.clip((word.chosen.score - word.chosen.log_probability) / letters, -3.0, 1.0)),
        float(word.plain.text == word.text),
        float(np.clip(word.plain.log_probability - word.chosen.log_probability, 0.0, -_FLOOR)),
        float(word.known),
    ]
