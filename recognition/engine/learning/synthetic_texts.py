"""What synthetic lines say: pieces of books, made-up words, and the forms that books have too few of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..alphabet import Alphabet
from ..text import normalise
from .synthetic_forms import Language, address, date, money, number, person, shortened
from .synthetic_rows import RAISED

_WINDOW = 240  # characters of a book looked at for one line
_SAMPLE = 1_000_000  # characters of a book from which letter pairs are learned
_TRIES = 200
_NAME = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Ý][a-zà-ÿ]{2,}(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?\b")
_PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "_": None, "*": None, "…": "...", "\u2011": "-"})
_MARKED = 0.25  # share of the lines with raised endings whose truth says so by ^, as some transcribers do
_FORMS = (number, money, date, person, address)


class TextError(ValueError):
    """The books hold no text that the alphabet can write."""


@dataclass(frozen=True, slots=True)
class LineText:
    """`shown`: what is to be written, with RAISED before small high endings. `truth`: what the reader is to read."""

    shown: str
    truth: str


class Texts:
    """Draws lines, each language as often as the others."""

    def __init__(self, books: Mapping[Language, str], alphabet: Alphabet) -> None:
        self._books, self._letters = dict(books), frozenset(alphabet.characters)
        self._strange = sorted(self._letters - {" ", RAISED})
        self._names = {language: sorted(set(_NAME.findall(book))) or ["Ada"] for language, book in books.items()}
        self._followers = _followers(" ".join(book[:_SAMPLE] for book in books.values()))
        # What kind of line, and in how many of a hundred.
        self._kinds: list[tuple[Callable[[Language, np.random.Generator], str], int]] = [
            (self._piece, 55), (self._made_up, 12), (self._form, 25), (self._abbreviated, 5), (self._capitals, 3),
        ]  # fmt: skip

    def draw(self, rng: np.random.Generator) -> LineText:
        """Raises TextError where nothing that could be written is found."""
        makers, shares = zip(*self._kinds, strict=True)
        languages = sorted(self._books)
        for _ in range(_TRIES):
            language = languages[int(rng.integers(len(languages)))]
            make = makers[int(rng.choice(len(makers), p=[share / 100 for share in shares]))]
            shown = normalise(make(language, rng))
            plain = shown.replace(RAISED, "")
            if plain.strip() and self._letters.issuperset(plain):
                marked = RAISED in self._letters and rng.random() < _MARKED
                return LineText(shown, shown if marked else plain)
        raise TextError(f"The texts hold no line that the alphabet can write in {_TRIES} tries.")

    def _piece(self, language: Language, rng: np.random.Generator) -> str:
        """About 15 to 60 characters, at times less, at times broken within a word."""
        short = rng.random() < 0.12
        length = int(rng.integers(3, 15) if short else rng.integers(18, 65))
        words = self._words(language, rng)
        piece = ""
        while words and len(piece) + len(words[0]) < length:
            piece += words.pop(0) + " "
        rest = words[0] if words else ""
        if rest.isalpha() and len(rest) > 5 and rng.random() < 0.15:
            return f"{piece}{rest[: int(rng.integers(2, len(rest) - 2))]}-"
        return piece or rest

    def _words(self, language: Language, rng: np.random.Generator) -> list[str]:
        """Of a random place in a book, from the start of a word."""
        book = self._books[language]
        start = int(rng.integers(max(1, len(book) - _WINDOW)))
        window = book[start : start + _WINDOW].translate(_PLAIN).replace(RAISED, "")
        if language == "eng":
            window = window.replace("—", str(rng.choice([" -- ", " - ", "-"])))
        return window.split()[1:-1]

    def _form(self, language: Language, rng: np.random.Generator) -> str:
        return _FORMS[int(rng.integers(len(_FORMS)))](language, self._names[language], rng)

    def _abbreviated(self, language: Language, rng: np.random.Generator) -> str:
        return shortened(self._piece(language, rng), language)

    def _capitals(self, language: Language, rng: np.random.Generator) -> str:
        return " ".join(self._piece(language, rng).upper().split()[: int(rng.integers(1, 5))])

    def _made_up(self, language: Language, rng: np.random.Generator) -> str:
        """Words of likely letter pairs, in some lines mixed with any characters at all."""
        strange = 0.3 if rng.random() < 0.4 else 0.0
        text = " "
        for _ in range(int(rng.integers(4, 40))):
            if rng.random() < strange:
                text += self._strange[int(rng.integers(len(self._strange)))]
            else:
                after = self._followers.get(text[-1]) or self._followers[" "]
                text += after[int(rng.integers(len(after)))]
        return text


def _followers(text: str) -> dict[str, Sequence[str]]:
    """For each letter those that come after it, as often as they do; words alone, no quotes or marks."""
    words = " ".join(word for word in text.split() if word.isalpha())
    pairs: dict[str, list[str]] = defaultdict(list)
    for one, next_ in zip(f" {words}", f"{words} ", strict=True):
        pairs[one].append(next_)
    return dict(pairs)
