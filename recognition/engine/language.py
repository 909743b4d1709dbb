"""All that the reader knows of one language: what ranks its texts and what suggests spellings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from .alphabet import Alphabet
from .decoding.language import LanguageModel, LanguageWeights
from .decoding.lexicon import Lexicon
from .decoding.ngram import NgramModel
from .decoding.spelling import Speller

NGRAMS, WORDS = ".ngrams", ".words"


@dataclass(frozen=True, slots=True)
class Language:
    """`code` as in ISO 639-3. The spellers are asked in their order: a project's own words first."""

    code: str
    model: LanguageModel
    spellers: tuple[Speller, ...]

    @classmethod
    def load(cls, folder: Path, code: str, alphabet: Alphabet, weights: LanguageWeights | None = None) -> Language:
        """From CODE.ngrams and CODE.words of a folder. Raises OSError or LZMAError where they are missing or broken."""
        ngrams, words = NgramModel.load(folder / (code + NGRAMS)), Lexicon.load(folder / (code + WORDS))
        return cls(code, LanguageModel(ngrams, words, alphabet, weights), (Speller(words.counts()),))

    def with_words(self, own: Lexicon) -> Language:
        """The same language with a project's own words; they count at once, nothing is trained."""
        if not len(own):
            return self
        return replace(self, model=self.model.with_words(own), spellers=(Speller(own.counts()), self.spellers[-1]))


def language_codes(folder: Path) -> list[str]:
    """The languages of a folder."""
    return sorted(file.stem for file in folder.glob("*" + NGRAMS))
