"""Learn what the reader knows of a language from period texts and the transcriptions of a folder of ground truth."""

from __future__ import annotations

import lzma
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ..engine.alphabet import Alphabet
from ..engine.decoding.lexicon import WORD, Lexicon
from ..engine.decoding.ngram import DIGIT
from ..engine.language import NGRAMS, WORDS
from ..engine.learning.ngram_estimation import NgramConfig, estimate, prepare_text
from ..engine.text import has_editorial_marks, normalise
from ..formats.ground_truth import read_ground_truth
from .training import TRAIN


@dataclass(frozen=True, slots=True)
class LanguageRequest:
    """`texts`: folder with CODE*.txt or CODE*.txt.xz. `share`: what the transcriptions say in a context that they and
    the texts hold. `factor`: what their words count against those of the texts. `least`: how often a word stands in the
    texts before it counts as known."""

    root: Path
    texts: Path
    code: str
    output: Path
    share: float = 0.5
    factor: int = 5
    least: int = 3
    ngrams: NgramConfig = field(default_factory=NgramConfig)


def make_language(request: LanguageRequest, alphabet: Alphabet) -> tuple[int, int]:
    """Writes CODE.ngrams and CODE.words; returns the number of bytes of each. Raises OSError where there is no text."""
    period = [_read(file) for file in sorted(request.texts.glob(f"{request.code}*.txt*"))]
    if not period:
        raise FileNotFoundError(f"{request.texts} has no {request.code}*.txt or {request.code}*.txt.xz.")
    transcribed = _transcriptions(request.root, request.code)
    characters = "".join(sorted({DIGIT if c.isdigit() else c for c in alphabet.characters}))
    sources = [(" ".join(period), 1 - request.share), (transcribed, request.share)]
    prepared = [(prepare_text(text, characters), share) for text, share in sources]
    model = estimate([(text, share) for text, share in prepared if text], characters, request.ngrams)
    request.output.mkdir(parents=True, exist_ok=True)
    ngrams, words = (request.output / (request.code + ending) for ending in (NGRAMS, WORDS))
    model.save(ngrams)
    _lexicon(period, transcribed, request).save(words)
    return ngrams.stat().st_size, words.stat().st_size


def _read(file: Path) -> str:
    data = file.read_bytes()
    return normalise((lzma.decompress(data) if file.suffix == ".xz" else data).decode())


def _transcriptions(root: Path, code: str) -> str:
    """The text of the training split in this language, line after line."""
    pages = (page for page in read_ground_truth(root, frozenset({TRAIN})) if page.language == code)
    texts = (normalise(line.truth or "") for page in pages for line in page.page.lines())
    return " ".join(text for text in texts if text and not has_editorial_marks(text))


def _lexicon(period: list[str], transcribed: str, request: LanguageRequest) -> Lexicon:
    counts = Counter(word for text in period for word in WORD.findall(text))
    for word, count in Counter(WORD.findall(transcribed)).items():
        counts[word] += request.factor * count
    return Lexicon({word: count for word, count in counts.items() if count >= request.least})
