"""What synthetic lines say: only what the alphabet can write, mostly from the books, both languages alike."""

from __future__ import annotations

import numpy as np
import pytest

from recognition.engine.alphabet import Alphabet
from recognition.engine.learning.synthetic_forms import Language, address, date, money, number, person, shortened
from recognition.engine.learning.synthetic_texts import LineText, TextError, Texts

BOOKS: dict[Language, str] = {
    "eng": 20 * "The gulls came back on Monday and the whole harbour, with Ada before all, went down to count them. ",
    "fra": 20 * "Les mouettes revinrent un lundi et tout le port, avec Céleste, descendit au quai pour les compter. ",
}
LETTERS = Alphabet.of_texts(
    [*BOOKS.values(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 &.,-/()^°"]
)


def drawn(count: int, alphabet: Alphabet = LETTERS, seed: int = 1) -> list[LineText]:
    texts, rng = Texts(BOOKS, alphabet), np.random.default_rng(seed)
    return [texts.draw(rng) for _ in range(count)]


def share_of(lines: list[LineText], book: str) -> float:
    return sum(line.truth.rstrip("-") in book for line in lines) / len(lines)


def test_the_same_seed_draws_the_same_lines() -> None:
    assert drawn(50) == drawn(50)
    assert drawn(50) != drawn(50, seed=2)


def test_only_the_alphabet_is_used() -> None:
    few = Alphabet(tuple(c for c in LETTERS.characters if c not in "z8&"))
    assert all(few.can_write(line.truth) for line in drawn(500, few))


def test_half_of_the_lines_are_from_the_books_and_both_alike() -> None:
    lines = drawn(800)
    english, french = (share_of(lines, BOOKS[language]) for language in ("eng", "fra"))
    assert 0.45 < english + french < 0.75
    assert abs(english - french) < 0.1


def test_book_lines_are_as_long_as_lines_are() -> None:
    lengths = [len(line.truth) for line in drawn(500)]
    assert max(lengths) <= 65
    assert np.median(lengths) > 15


def test_raised_endings_are_marked_in_some_truths_alone() -> None:
    raised = [line for line in drawn(2000) if "^" in line.shown]
    marked = [line for line in raised if "^" in line.truth]
    assert 0.1 < len(marked) / len(raised) < 0.4
    assert all(line.truth in (line.shown, line.shown.replace("^", "")) for line in raised)


def test_books_beyond_the_alphabet_are_refused() -> None:
    with pytest.raises(TextError, match="alphabet"):
        drawn(1, Alphabet(("ſ",)))


@pytest.mark.parametrize("form", [number, money, date, person, address])
@pytest.mark.parametrize("language", ["eng", "fra"])
def test_forms_are_filled(form, language: Language) -> None:
    rng = np.random.default_rng(5)
    made = {form(language, ["Ada"], rng) for _ in range(60)}
    assert len(made) > 10
    assert all(text == text.strip() and text for text in made)


def test_words_are_shortened_in_their_language() -> None:
    assert shortened("you should and would", "eng") == "you shd & wd"
    assert shortened("Madame et son fils", "fra") == "M^me & son fils"
