"""Ranges of a sorted list of words as probabilities of letters."""

from pathlib import Path

import pytest

from recognition.engine.decoding.lexicon import Lexicon

WORDS = Lexicon({"cat": 2, "car": 1, "cart": 1, "dog": 4})


def spell(text: str) -> tuple[float, tuple[int, int, int]]:
    probability, state = 1.0, WORDS.start()
    for letter in text:
        share, state = WORDS.letter(state, letter)
        probability *= share
    return probability, state


@pytest.mark.parametrize(
    ("begun", "probability"), [("c", 0.5), ("ca", 0.5), ("car", 0.25), ("cart", 0.125), ("x", 0.0)]
)
def test_letters_are_as_likely_as_the_words_they_begin(begun: str, probability: float) -> None:
    assert spell(begun)[0] == pytest.approx(probability)


@pytest.mark.parametrize(("word", "end"), [("cat", 1.0), ("car", 0.5), ("ca", 0.0), ("cow", 0.0)])
def test_a_word_ends_where_it_is_one(word: str, end: float) -> None:
    assert WORDS.end(spell(word)[1]) == pytest.approx(end)


def test_words_and_their_ends_add_up() -> None:
    assert sum(spell(w)[0] * WORDS.end(spell(w)[1]) for w in WORDS.words) == pytest.approx(1.0)


def test_counts_words_of_texts_between_apostrophes_and_digits() -> None:
    assert Lexicon.of_texts(["l'an 1878, l'an mil"]).counts() == {"l": 2, "an": 2, "mil": 1}
    assert Lexicon.of_texts(["l'an, l'an mil"], least=2).words == ["an", "l"]


def test_membership_is_exact() -> None:
    assert "car" in WORDS
    assert "ca" not in WORDS
    assert "zebra" not in WORDS


def test_a_file_gives_the_same_words(tmp_path: Path) -> None:
    words = Lexicon({"œuvre": 3, "œuvres": 2, "à": 900})
    words.save(tmp_path / "x.words")
    assert Lexicon.load(tmp_path / "x.words").counts() == words.counts()
    Lexicon({}).save(tmp_path / "none.words")
    assert len(Lexicon.load(tmp_path / "none.words")) == 0
