"""All that the reader knows of one language: what ranks its texts and what suggests spellings."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from .alphabet import Alphabet
from .decoding.language import LanguageModel, LanguageWeights
from .decoding.lexicon import WORD, Lexicon
from .decoding.ngram import NgramModel
from .decoding.spelling import Speller
from .learning.ngram_estimation import adapted, prepare_text

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
        """The same language with a project's own words and text; they count at once, nothing is trained."""
        if not len(own):
            return self
        model = self.model.with_words(own, _adapted(self.model.ngrams, own.text))
        return replace(self, model=model, spellers=(Speller(own.counts()), self.spellers[-1]))


@lru_cache(maxsize=2)
def _adapted(ngrams: NgramModel, text: str) -> NgramModel:
    """Takes seconds; a project's text changes seldom, see services/own_lexicon.py."""
    return adapted(ngrams, prepare_text(text, ngrams.characters))


def adapt_languages(folder: Path, texts: Mapping[str, Sequence[str]], output: Path) -> None:
    """Copies the languages of a folder; those of which there are `texts`, by code, as these change them."""
    output.mkdir(parents=True, exist_ok=True)
    for code in language_codes(folder):
        said = " ".join(texts.get(code, ()))
        ngrams, words = NgramModel.load(folder / (code + NGRAMS)), Lexicon.load(folder / (code + WORDS))
        if not said:
            for ending in (NGRAMS, WORDS):
                shutil.copyfile(folder / (code + ending), output / (code + ending))
            continue
        _adapted(ngrams, said).save(output / (code + NGRAMS))
        Lexicon(Counter(words.counts()) + Counter(WORD.findall(said))).save(output / (code + WORDS))


def language_codes(folder: Path) -> list[str]:
    """The languages of a folder."""
    return sorted(file.stem for file in folder.glob("*" + NGRAMS))
