"""A line that is a field: only the texts of its pattern are readings of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..alphabet import Alphabet
from .alignment import align, text_log_probability
from .beam import prefix_beam
from .constrained import constrain
from .greedy import read_greedily
from .patterns import Pattern, fits
from .words import PLAIN_BEAM, Candidate, DecodedWord, WordPlace, decode_words, strip_spaces, word_frames, word_places

FIELD_BEAM = 16


def decode_field(log_probs: NDArray[np.float32], alphabet: Alphabet, pattern: Pattern) -> list[DecodedWord]:
    """The words of the likeliest text that fits the pattern, in frames (T, V). Where none can be written there the
    free reading stands, and its words do not fit. No words where nothing is written."""
    if not len(log_probs) or not read_greedily(log_probs, alphabet).strip():
        return []
    space = alphabet.encode(" ")
    found = [strip_spaces(h.classes, space) for h in constrain(log_probs, alphabet, pattern, FIELD_BEAM)]
    texts = [alphabet.decode(classes) for classes in found]
    if not texts or not fits(texts[0], pattern):  # a pattern may ask for spaces at the ends, which no reading has
        return [replace(word, fits=False) for word in decode_words(log_probs, alphabet)]
    spans = align(log_probs, found[0])
    places = word_places(found[0], spans, space, len(log_probs))
    split = [text.split() for text in texts]
    return [_word(log_probs, alphabet, place, list(_others(split, i))) for i, place in enumerate(places)]


def _others(texts: list[list[str]], index: int) -> Iterator[str]:
    """What else the word can be, the others being what they are: only so does the whole still fit."""
    best = texts[0]
    for text in texts:
        if len(text) == len(best) and text[:index] + text[index + 1 :] == best[:index] + best[index + 1 :]:
            yield text[index]


def _word(log_probs: NDArray[np.float32], alphabet: Alphabet, place: WordPlace, texts: list[str]) -> DecodedWord:
    """The first of the texts, the others beside it, and what its frames say without the pattern."""
    frames = word_frames(log_probs, place, alphabet.encode(" "))
    chosen, *others = (_candidate(frames, alphabet, text) for text in dict.fromkeys(texts))
    nbest = (chosen, *sorted(others, key=lambda c: c.score, reverse=True))
    free = prefix_beam(frames, PLAIN_BEAM)[0]
    plain = Candidate(alphabet.decode(free.classes), free.log_probability, free.log_probability)
    return place.decoded(chosen, nbest, plain)


def _candidate(frames: NDArray[np.float32], alphabet: Alphabet, text: str) -> Candidate:
    likelihood = text_log_probability(frames, alphabet.encode(text))
    return Candidate(text, likelihood, likelihood)
