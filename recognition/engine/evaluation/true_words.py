"""Single words whose text is known, placed on the picture of a line by the alignment of its true text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..alphabet import Alphabet
from ..decoding.alignment import CharacterSpan, align
from ..decoding.words import Candidate, word_places
from ..layout.word_boxes import word_columns

_NOTHING = Candidate("", 0.0, 0.0)


def cut_true_words(
    strip: NDArray[np.uint8], log_probs: NDArray[np.float32], alphabet: Alphabet, text: str
) -> list[tuple[str, NDArray[np.uint8]]]:  # fmt: skip
    """Text and picture (H, w) of each word of a strip (H, W), given the line's frames (T, V); words without any
    letter of the alphabet are left out. Raises AlignmentError where the text does not fit."""
    words = [word for word in text.split() if alphabet.encode(word)]
    columns = true_columns(strip, log_probs, alphabet, words, align(log_probs, alphabet.encode(" ".join(words))))
    return [(word, strip[:, start:end]) for word, (start, end) in zip(words, columns, strict=True)]


def true_columns(
    strip: NDArray[np.uint8], log_probs: NDArray[np.float32], alphabet: Alphabet, words: list[str],
    spans: list[CharacterSpan],
) -> list[tuple[int, int]]:  # fmt: skip
    """Columns start ≤ x < end of each word; `spans` align the words, with a space between each two."""
    classes, space = alphabet.encode(" ".join(words)), alphabet.encode(" ")
    places = word_places(classes, spans, space, len(log_probs))
    placed = [p.decoded(Candidate(w, 0.0, 0.0), (), _NOTHING) for w, p in zip(words, places, strict=True)]
    return word_columns(strip, placed, len(log_probs))
