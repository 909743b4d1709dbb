import numpy as np
import pytest

from recognition.engine.alphabet import Alphabet
from recognition.engine.decoding.words import decode_words

ALPHABET = Alphabet((" ", "a", "b", "c"))


def frames(text: str, doubts: dict[int, tuple[str, float]] | None = None) -> np.ndarray:
    """One frame a character with a blank after it; `doubts`: at a character, another one and its probability."""
    rows = []
    for index, char in enumerate(text):
        row = np.full(len(ALPHABET), 1e-4, np.float32)
        other, share = (doubts or {}).get(index, ("a", 0.0))
        row[ALPHABET.encode(other)[0]] += share
        row[ALPHABET.encode(char)[0]] += 1 - share
        blank = np.full(len(ALPHABET), 1e-4, np.float32)
        blank[0] = 1.0
        rows += [row / row.sum(), blank / blank.sum()]
    return np.log(np.array(rows))


def test_words_with_their_frames() -> None:
    words = decode_words(frames("ab c"), ALPHABET)
    assert [w.text for w in words] == ["ab", "c"]
    assert (words[0].ink_start, words[0].ink_end) == (0, 3)
    assert words[0].end == words[1].start == 4
    assert words[1].end == 8


def test_alternatives_come_with_their_probability_and_without_spaces() -> None:
    word = decode_words(frames("ab c", {1: ("c", 0.3)}), ALPHABET)[0]
    assert [c.text for c in word.nbest[:2]] == ["ab", "ac"]
    assert np.exp(word.nbest[0].log_probability) == pytest.approx(0.7, abs=0.02)
    assert np.exp(word.nbest[1].log_probability) == pytest.approx(0.3, abs=0.02)
    assert not any(" " in c.text for c in word.nbest)


def test_the_space_beside_a_word_costs_it_nothing() -> None:
    alone, beside = decode_words(frames("ab"), ALPHABET)[0], decode_words(frames("ab c"), ALPHABET)[0]
    assert beside.chosen.log_probability == pytest.approx(alone.chosen.log_probability, abs=0.01)


def test_spaces_at_the_ends_and_doubled_make_no_words() -> None:
    assert [w.text for w in decode_words(frames(" a  b "), ALPHABET)] == ["a", "b"]


def test_a_silent_line_has_no_words() -> None:
    silent = np.log(np.full((6, len(ALPHABET)), 1e-5, np.float32))
    silent[:, 0] = 0.0
    assert decode_words(silent, ALPHABET) == []
    assert decode_words(silent[:0], ALPHABET) == []
