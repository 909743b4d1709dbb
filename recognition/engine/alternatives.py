"""What a person is offered for a word: the reading, what else the decoder saw, and a spelling."""

from __future__ import annotations

import numpy as np

from .decoding.words import DecodedWord
from .language import Language
from .transcription import PICTURE, READER, Alternative, Word

MOST_ALTERNATIVES, _SUGGESTIONS = 5, 1


def read_word(decoded: DecodedWord, confidence: float, language: Language | None) -> Word:
    """The reading comes first among the alternatives, then what else the decoder saw, what the picture says without
    the language, and the last place for a known word that looks alike."""
    first = Alternative(decoded.text, confidence)
    suggested = _suggestions(decoded, language)
    room = MOST_ALTERNATIVES - 1 - len(suggested)
    plain = decoded.plain.text
    others = [c.text for c in decoded.nbest if c.text not in (decoded.text, plain)]
    if plain not in ("", decoded.text):
        place = min(room - 1, sum(c.score > decoded.plain.score for c in decoded.nbest if c.text in others))
        others.insert(place, plain)
    share = {c.text: c.score for c in (*decoded.nbest, decoded.plain)}
    rest = tuple(
        Alternative(text, _beside(confidence, share[text] - decoded.chosen.score), PICTURE if text == plain else READER)
        for text in others[:room]
    )
    return Word(decoded.text, (), confidence, (first, *rest, *suggested))


def _beside(confidence: float, difference: float) -> float:
    """An alternative stands to the reading as the decoder saw them, and gets no more than that leaves. They need not
    add up to one: the truth may be none of them."""
    return round(min(confidence * float(np.exp(min(difference, 0.0))), 1 - confidence), 4)


def _suggestions(decoded: DecodedWord, language: Language | None) -> tuple[Alternative, ...]:
    if language is None:
        return ()
    nbest = [(c.text, c.score) for c in decoded.nbest]
    found = [s for speller in language.spellers for s in speller.suggest(decoded.text, nbest, _SUGGESTIONS)]
    return tuple(found[:_SUGGESTIONS])
