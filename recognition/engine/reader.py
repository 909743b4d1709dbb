"""From a page image to words with alternatives and confidence: the whole of reading in one place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .alphabet import Alphabet
from .confidence.calibration import Calibration
from .confidence.features import word_features
from .decoding.fields import decode_field
from .decoding.greedy import read_greedily
from .decoding.language import guess_language
from .decoding.lexicon import Lexicon
from .decoding.patterns import Pattern
from .decoding.words import DecodedWord, decode_words
from .geometry import transform
from .imaging.pipeline import Prepared, prepare
from .language import Language, language_codes
from .layout.extents import even_outlines
from .layout.projection import find_regions
from .layout.strips import Strip, StripError, cut_strip
from .layout.word_boxes import word_columns
from .recognizer.checkpoint import load_reader, read_reader
from .recognizer.crnn import Crnn
from .recognizer.reading import frame_log_probs
from .transcription import PICTURE, READER, Alternative, Line, Page, Region, Word

SHIPPED = Path(__file__).parent / "weights"
WEIGHTS_FILE, CARD_FILE, LANGUAGES = "reader.safetensors", "card.json", "languages"
#: Confidence of readings with and without a language: the two are sure of different things.
CALIBRATION_FILES = {True: "calibration.json", False: "calibration_plain.json"}
#: Instead of a language's code: each page in the one in which it says most.
GUESS = "auto"
PICTURE_HEIGHT = 112
MOST_ALTERNATIVES, _SUGGESTIONS = 5, 1


@dataclass(frozen=True, slots=True)
class LinePicture:
    """`image`: the straightened line for people to look at, uint8 (H, W) grey. `spans`: per word of the line, in
    order, the share of the picture's width at which it starts and ends."""

    image: NDArray[np.uint8]
    spans: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PageReading:
    """`page` in coordinates of the image that was given; `pictures` by line id. `steps`: each preprocessing step
    that was applied, {"name": ..., "settings": {...}}, in order."""

    page: Page
    pictures: dict[str, LinePicture]
    steps: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class LineReading:
    """`words` without outlines, `spans` their columns start ≤ x < end on the strip, `decoded` what the decoder saw."""

    words: tuple[Word, ...]
    spans: tuple[tuple[int, int], ...]
    decoded: tuple[DecodedWord, ...]

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)


class Reader:
    """A loaded model with its decoder, languages and calibrations. Load it once a process; it is not thread-safe."""

    def __init__(
        self, model: Crnn, alphabet: Alphabet, calibrations: Mapping[bool, Calibration], name: str = "",
        checksum: str = "", card: dict[str, Any] | None = None, languages: Path = SHIPPED / LANGUAGES,
    ) -> None:  # fmt: skip
        """`calibrations`: with (True) and without a language; where one is missing, confidences are the decoder's."""
        self.model, self.alphabet, self.calibrations = model, alphabet, calibrations
        self.name, self.checksum, self.card = name, checksum, card or {}
        self._folder = languages
        self._languages: dict[str, Language] = {}

    @classmethod
    def load(cls, weights: Path = SHIPPED, device: str = "cpu", calibrated: bool = True) -> Reader:
        """The shipped reader, or that of another folder of weights, calibrations and card, with its languages or the
        shipped ones. Raises OSError where files are missing; without `calibrated` the calibrations may be."""
        file = weights / WEIGHTS_FILE
        checksum = hashlib.sha256(file.read_bytes()).hexdigest()
        model, alphabet = load_reader(file)
        card = json.loads((weights / CARD_FILE).read_text("utf-8"))
        fitted = {k: Calibration.load(weights / name) for k, name in CALIBRATION_FILES.items()} if calibrated else {}
        own = weights / LANGUAGES
        languages = own if own.is_dir() else SHIPPED / LANGUAGES
        return cls(model.to(device), alphabet, fitted, card["name"], checksum, card, languages)

    @classmethod
    def tuned(cls, weights: bytes, card: dict[str, Any], device: str = "cpu") -> Reader:
        """A reader that a project has fine-tuned, with the shipped calibrations and languages. Raises SafetensorError
        where the weights are broken."""
        model, alphabet = read_reader(weights)
        fitted = {k: Calibration.load(SHIPPED / name) for k, name in CALIBRATION_FILES.items()}
        return cls(model.to(device), alphabet, fitted, card["name"], hashlib.sha256(weights).hexdigest(), card)

    def language(self, code: str) -> Language | None:
        """The language of this code, loaded once; None where the reader knows none by it."""
        if code not in self._languages and code in language_codes(self._folder):
            self._languages[code] = Language.load(self._folder, code, self.alphabet)
        return self._languages.get(code)

    def guess(self, strips: Sequence[NDArray[np.uint8]]) -> Language | None:
        """The language in which what these lines say, read without any, is likeliest; None where they say nothing."""
        text = " ".join(read_greedily(line, self.alphabet) for line in frame_log_probs(self.model, strips))
        known = {code: language for code in language_codes(self._folder) if (language := self.language(code))}
        return known[guess_language(text, {c: lang.model for c, lang in known.items()})] if known and text else None

    def read_page(
        self, image: NDArray[np.uint8], steps: Sequence[str], name: str = "", language: str = "",
        own: Lexicon | None = None, pattern: Pattern | None = None,
    ) -> PageReading:  # fmt: skip
        """Find and read the lines of an image, uint8 (H, W) or (H, W, 3) RGB, any size. `language`: a code, GUESS, or
        nothing for the picture alone. `own`: words of the project. `pattern`: what each line is, all by itself."""
        prepared = prepare(image, steps)
        regions = find_regions(prepared.grey)
        found = [line for region in regions for line in region.lines]
        even = even_outlines(Page(name, 0, 0, tuple(regions)))
        strips = [_cut(prepared.grey, line) for line in even.lines()]
        cut = [s.image for s in strips if s]
        known = self.guess(cut) if language == GUESS else self.language(language)
        readings = iter(self.read_strips(cut, known.with_words(own) if known and own else known, pattern))
        lines: list[list[Line]] = [[] for _ in regions]
        pictures: dict[str, LinePicture] = {}
        owner = [i for i, region in enumerate(regions) for _ in region.lines]
        for index, (line, strip) in enumerate(zip(found, strips, strict=True)):
            if strip is None or not (reading := next(readings)).words:
                continue  # no extent, or nothing that looks like a character: a stain or a rule
            line = replace(line, id=f"l{index}")
            lines[owner[index]].append(_place(line, strip, reading, prepared))
            pictures[line.id] = _picture(prepared.grey, line, strip, reading)
        height, width = image.shape[:2]
        page = Page(
            name, width, height, _filled(regions, lines, prepared), tuple(str(s["name"]) for s in prepared.steps)
        )
        return PageReading(page, pictures, prepared.steps)

    def read_strips(
        self, strips: Sequence[NDArray[np.uint8]], language: Language | None = None, pattern: Pattern | None = None
    ) -> list[LineReading]:  # fmt: skip
        """Words of straightened lines, uint8 (H, W), in the order given. With a pattern each is a field, in which the
        language says nothing; the words of one that does not fit have confidence 0."""
        return [
            self._read_line(strip, log_probs, language, pattern)
            for strip, log_probs in zip(strips, frame_log_probs(self.model, strips), strict=True)
        ]

    def _read_line(
        self, strip: NDArray[np.uint8], log_probs: NDArray[np.float32], language: Language | None,
        pattern: Pattern | None,
    ) -> LineReading:  # fmt: skip
        if pattern:
            language, decoded = None, decode_field(log_probs, self.alphabet, pattern)
        else:
            decoded = decode_words(log_probs, self.alphabet, language.model if language else None)
        spans = word_columns(strip, decoded, len(log_probs))
        features = word_features(decoded)
        # A pattern makes plausible mistakes as a language does.
        calibration = self.calibrations.get(language is not None or pattern is not None)
        sure = calibration.confidence(features) if calibration else np.exp(features[:, 0])
        words = tuple(
            _word(d, round(float(c), 4) if d.fits else 0.0, language) for d, c in zip(decoded, sure, strict=True)
        )
        return LineReading(words, tuple(spans), tuple(decoded))


def _word(decoded: DecodedWord, confidence: float, language: Language | None) -> Word:
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


def _cut(grey: NDArray[np.uint8], line: Line) -> Strip | None:
    try:
        return cut_strip(grey, line)
    except StripError:
        return None


def _place(line: Line, strip: Strip, reading: LineReading, prepared: Prepared) -> Line:
    """The line with its words, in coordinates of the image that was given."""
    words = tuple(
        replace(word, polygon=transform(strip.span(*span), prepared.to_page), id=f"{line.id}w{i}")
        for i, (word, span) in enumerate(zip(reading.words, reading.spans, strict=True))
    )
    baseline = transform(line.baseline, prepared.to_page)
    return replace(line, baseline=baseline, polygon=transform(line.polygon, prepared.to_page), words=words)


def _picture(grey: NDArray[np.uint8], line: Line, strip: Strip, reading: LineReading) -> LinePicture:
    width = strip.image.shape[1]
    image = cut_strip(grey, line, PICTURE_HEIGHT, masked=False).image
    return LinePicture(image, tuple((start / width, end / width) for start, end in reading.spans))


def _filled(regions: Sequence[Region], lines: list[list[Line]], prepared: Prepared) -> tuple[Region, ...]:
    """The regions that have lines, in coordinates of the image that was given."""
    return tuple(
        replace(region, lines=tuple(own), polygon=transform(region.polygon, prepared.to_page), id=f"r{i}")
        for i, (region, own) in enumerate(zip(regions, lines, strict=True))
        if own
    )
