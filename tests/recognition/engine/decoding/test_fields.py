import itertools
import math

import numpy as np
import pytest

from recognition.engine.alphabet import Alphabet
from recognition.engine.decoding.alignment import text_log_probability
from recognition.engine.decoding.fields import decode_field
from recognition.engine.decoding.patterns import closed_list, date, fits, from_regex

ALPHABET = Alphabet(tuple(" 0123456789OabcehorsMl"))


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


def test_the_likeliest_text_that_fits_is_cut_into_its_words() -> None:
    words = decode_field(frames("l4 Mors", {0: ("1", 0.3), 4: ("a", 0.2)}), ALPHABET, date("fra"))
    assert [w.text for w in words] == ["14", "Mars"]
    assert all(w.fits for w in words)
    assert words[0].end == words[1].start
    assert words[0].chosen.log_probability == pytest.approx(math.log(0.3), abs=0.05)


def test_what_the_frames_say_without_the_pattern_is_kept_beside_it() -> None:
    words = decode_field(frames("l4 Mors", {0: ("1", 0.3), 4: ("a", 0.2)}), ALPHABET, date("fra"))
    assert [w.plain.text for w in words] == ["l4", "Mors"]


def test_each_alternative_fits_with_the_other_words_as_they_are() -> None:
    pattern = closed_list(["1 a", "2 b", "1 b"])
    words = decode_field(frames("1 a", {0: ("2", 0.4), 2: ("b", 0.4)}), ALPHABET, pattern)
    assert [[c.text for c in w.nbest] for w in words] == [["1"], ["a", "b"]]
    for word, other in itertools.product(words[1].nbest, [words[0].text]):
        assert fits(f"{other} {word.text}", pattern)


def test_a_field_that_cannot_be_written_keeps_the_free_reading_as_not_fitting() -> None:
    words = decode_field(frames("1 a"), ALPHABET, from_regex("[0-9]{9}"))
    assert [(w.text, w.fits) for w in words] == [("1", False), ("a", False)]


def test_a_pattern_in_foreign_letters_fits_nothing() -> None:
    assert [w.fits for w in decode_field(frames("ab"), ALPHABET, closed_list(["éé"]))] == [False]


def test_an_empty_field_has_no_words() -> None:
    silent = np.log(np.full((6, len(ALPHABET)), 1e-5, np.float32))
    silent[:, 0] = 0.0
    assert decode_field(silent, ALPHABET, date("fra")) == []
    assert decode_field(silent[:0], ALPHABET, date("fra")) == []


@pytest.mark.parametrize("text", ["", "a", "aa", "ab", "aba"])
def test_a_texts_probability_is_the_sum_over_its_alignments(text: str) -> None:
    alphabet = Alphabet(("a", "b"))
    scores = np.log(np.random.default_rng(len(text)).dirichlet(np.ones(3), 4)).astype(np.float32)
    expected = 0.0
    for path in itertools.product(range(3), repeat=4):
        if alphabet.decode([c for c, _ in itertools.groupby(path) if c]) == text:
            expected += math.exp(sum(float(scores[t, c]) for t, c in enumerate(path)))
    assert math.exp(text_log_probability(scores, alphabet.encode(text))) == pytest.approx(expected, rel=1e-5)


def test_a_text_longer_than_its_frames_is_impossible() -> None:
    assert text_log_probability(frames("a"), ALPHABET.encode("abc")) == -math.inf
