"""From a page image to words with alternatives and confidence: the whole of reading in one place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .alphabet import Alphabet
from .alternatives import read_word
from .confidence.calibration import OF_BASE, Calibration, calibrations_of_card
from .confidence.features import word_features
from .cutting import Cut, found_cuts, surest_cut
from .decoding.fields import decode_field
from .decoding.greedy import read_greedily
from .decoding.language import guess_language
from .decoding.lexicon import Lexicon
from .decoding.patterns import Pattern
from .decoding.words import DecodedWord, cut_words, decode_word, line_hypotheses
from .geometry import transform
from .imaging.pipeline import PLAIN, Prepared, StepInputs, prepare
from .language import Language, language_codes
from .layout.extents import line_reaching
from .layout.line_finder import LineFinder
from .layout.projection import find_regions
from .layout.strips import Strip, cut_strip
from .layout.word_boxes import word_columns
from .likeness import look
from .recognizer.batching import pad_picture
from .recognizer.checkpoint import load_reader, read_reader
from .recognizer.crnn import Crnn
from .recognizer.reading import LineFrames, frame_log_probs, line_frames
from .recognizer.second_reader import DOUBTFUL, SecondReader
from .routing import TunedHands, page_features
from .sight import sight
from .transcription import Line, Page, Region, Word

SHIPPED = Path(__file__).parent / "weights"
WEIGHTS_FILE, CARD_FILE, LANGUAGES, SECOND_FILE, HANDS_FILE = (
    "reader.safetensors", "card.json", "languages", "second.safetensors", "hands.json"
)  # fmt: skip
#: Beside tuned weights, those of the reader from which they were tuned.
BASE = "base"
#: Confidence of readings with and without a language: the two are sure of different things.
CALIBRATION_FILES = {True: "calibration.json", False: "calibration_plain.json"}
#: Instead of a language's code: each page in the one in which it says most.
GUESS = "auto"
PICTURE_HEIGHT = 112
#: Of the height at which a line is read: people want to see its tips and what stands beside them.
_SHOWN = 1.2


@dataclass(frozen=True, slots=True)
class LinePicture:
    """`image`: the straightened line for people to look at, uint8 (H, W) grey. `spans`: per word of the line, in
    order, the share of the picture's width at which it starts and ends. `looks`: what each looks like, see
    `likeness.look`, and `sights`: what was seen of it, see `sight.sight`; none from a reader that is not ours."""

    image: NDArray[np.uint8]
    spans: tuple[tuple[float, float], ...]
    looks: tuple[bytes, ...] = ()
    sights: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class PageReading:
    """`page` in coordinates of the image that was given; `pictures` by line id. `steps`: each preprocessing step
    that was applied, {"name": ..., "settings": {...}}, in order."""

    page: Page
    pictures: dict[str, LinePicture]
    steps: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class LineReading:
    """`words` without outlines, `spans` their columns start ≤ x < end on the strip, `decoded` what the decoder saw,
    `looks` what they look like, `sights` what was seen of them."""

    words: tuple[Word, ...]
    spans: tuple[tuple[int, int], ...]
    decoded: tuple[DecodedWord, ...]
    looks: tuple[bytes, ...] = ()
    sights: tuple[bytes, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)


class Reader:
    """A loaded model with its decoder, languages and calibrations. Load it once a process; it is not thread-safe."""

    folder = SHIPPED
    base: Reader | None = None
    hands: TunedHands | None = None

    def __init__(
        self, model: Crnn, alphabet: Alphabet, calibrations: Mapping[bool, Calibration], name: str = "",
        checksum: str = "", card: dict[str, Any] | None = None, languages: Path = SHIPPED / LANGUAGES,
        second: SecondReader | None = None, finder: LineFinder | None = None, base: Reader | None = None,
        folder: Path = SHIPPED,
    ) -> None:  # fmt: skip
        """`calibrations`: with (True) and without a language; where one is missing, confidences are the decoder's.
        `second`: re-scores doubtful lines; it must have learned from this model's features. Without `finder` lines are
        found by their ridges of ink. `base`: what this was tuned from, for pages in other hands than those on the
        card. `folder`: that of its weights."""
        self.model, self.alphabet, self.calibrations = model, alphabet, calibrations
        self.name, self.checksum, self.card = name, checksum, card or {}
        self.second, self.finder, self.base = second, finder, base
        self._folder, self.folder = languages, folder
        self.hands = TunedHands.of_card(self.card, base.checksum, base.folder / HANDS_FILE) if base else None
        shares = base is not None and (base.alphabet, base._folder) == (alphabet, languages)
        self._languages: dict[str, Language] = base._languages if base and shares else {}

    @classmethod
    def load(cls, weights: Path = SHIPPED, device: str = "cpu", calibrated: bool = True) -> Reader:
        """The shipped reader, or that of another folder of weights, calibrations and card, with its languages and
        line net or the shipped ones, and with the BASE from which it was tuned. Raises OSError where files are missing;
        the calibrations may be, where not `calibrated`."""
        file = weights / WEIGHTS_FILE
        checksum = hashlib.sha256(file.read_bytes()).hexdigest()
        model, alphabet = load_reader(file)
        card = json.loads((weights / CARD_FILE).read_text("utf-8"))
        fitted = {k: Calibration.load(weights / name) for k, name in CALIBRATION_FILES.items()} if calibrated else {}
        own = weights / LANGUAGES
        languages = own if own.is_dir() else SHIPPED / LANGUAGES
        second = SecondReader.beside(weights / SECOND_FILE, checksum, device)
        finder = LineFinder.load(weights, device) or LineFinder.load(SHIPPED, device)
        base = cls.load(weights / BASE, device, calibrated) if (weights / BASE).is_dir() else None
        return cls(
            model.to(device), alphabet, fitted, card["name"], checksum, card, languages, second, finder, base, weights
        )

    @classmethod
    def tuned(cls, weights: bytes, card: dict[str, Any], base: Reader, device: str = "cpu") -> Reader:
        """A reader that a project has fine-tuned from `base`, with its finder, and its calibrations where the card has
        no others, also for what the base reads beside it. Raises SafetensorError where the weights are broken."""
        model, alphabet = read_reader(weights)
        checksum, fitted = hashlib.sha256(weights).hexdigest(), {**base.calibrations, **calibrations_of_card(card)}
        base = copy(base)
        base.calibrations = {**base.calibrations, **calibrations_of_card(card, OF_BASE)}
        return cls(model.to(device), alphabet, fitted, card["name"], checksum, card, finder=base.finder, base=base)

    def for_page(self, strips: Sequence[NDArray[np.uint8]]) -> Reader:
        """Who reads a page with these lines, uint8 (H, W): a tuned reader those in its hands, its base all others."""
        if self.base is None or self.hands is None or not strips:
            return self
        return self if self.hands.hold(page_features(self.base.model, strips)) else self.base

    def surest(self, cuts: Sequence[Cut], *, given: bool = False) -> int:
        """Which of several cuts of a page it reads, see `surest_cut`."""
        return surest_cut(self.model, cuts, given=given)

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

    def find_regions(self, grey: NDArray[np.uint8]) -> tuple[Region, ...]:
        """Regions and lines, without words, of a prepared page, uint8 (H, W), in its pixels and in reading order."""
        return self.finder.find_regions(grey) if self.finder else tuple(find_regions(grey))

    def read_page(
        self, image: NDArray[np.uint8], steps: Sequence[str], name: str = "", language: str = "",
        own: Lexicon | None = None, pattern: Pattern | None = None, inputs: StepInputs = PLAIN,
    ) -> PageReading:  # fmt: skip
        """Find and read the lines of an image, uint8 (H, W) or (H, W, 3) RGB, any size. `language`: a code, GUESS, or
        nothing for the picture alone. `own`: words of the project. `pattern`: what each line is, all by itself.
        `inputs`: what the steps are given beside the image."""
        prepared = prepare(image, steps, inputs)
        cuts = found_cuts(prepared.grey, Page(name, 0, 0, self.find_regions(prepared.grey)))
        chosen = self.for_page([s.image for s in cuts[0][1] if s])
        found, strips = cuts[chosen.surest([cut for _, cut in cuts])]
        regions, cut = found.regions, [s.image for s in strips if s]
        known = chosen.guess(cut) if language == GUESS else chosen.language(language)
        readings = iter(chosen.read_strips(cut, known.with_words(own) if known and own else known, pattern))
        lines: list[list[Line]] = [[] for _ in regions]
        pictures: dict[str, LinePicture] = {}
        owner = [i for i, region in enumerate(regions) for _ in region.lines]
        for index, (line, strip) in enumerate(zip(found.lines(), strips, strict=True)):
            if strip is None or not (reading := next(readings)).words:
                continue  # no extent, or nothing that looks like a character: a stain or a rule
            line = replace(line, id=f"l{index}")
            lines[owner[index]].append(place_words(line, strip, reading, prepared))
            pictures[line.id] = line_picture(prepared.grey, line, strip, reading)
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
            self._read_line(strip, line, language, pattern)
            for strip, line in zip(strips, line_frames(self.model, strips), strict=True)
        ]

    def read_words(
        self, pictures: Sequence[NDArray[np.uint8]], language: Language | None = None
    ) -> list[Word | None]:  # fmt: skip
        """The word that each picture shows, uint8 (H, W), as high as its line and of any size, in the order given;
        None where it shows none."""
        padded = [pad_picture(picture) for picture in pictures]
        model = language.model if language else None
        found = [decode_word(frames, self.alphabet, model) for frames in frame_log_probs(self.model, padded)]
        return [self._words([word], language)[0] if word else None for word in found]

    def _read_line(
        self, strip: NDArray[np.uint8], line: LineFrames, language: Language | None, pattern: Pattern | None
    ) -> LineReading:  # fmt: skip
        if pattern:
            decoded = decode_field(line.log_probs, self.alphabet, pattern)
            words = self._words(decoded, None, patterned=True)
        else:
            decoded, words = self._read_freely(line, language)
        spans = word_columns(strip, decoded, len(line.log_probs))
        looks = tuple(look(line.log_probs[d.ink_start : d.ink_end]) for d in decoded)
        sights = tuple(self._sight(line, d) for d in decoded)
        return LineReading(words, tuple(spans), tuple(decoded), looks, sights)

    def _sight(self, line: LineFrames, word: DecodedWord) -> bytes:
        ink = word.ink_start - word.start, word.ink_end - word.start
        return sight(line.log_probs[word.start : word.end], self.alphabet, ink)

    def _read_freely(
        self, line: LineFrames, language: Language | None
    ) -> tuple[list[DecodedWord], tuple[Word, ...]]:  # fmt: skip
        """A line with a doubtful word is judged by the second reader as well. It has a liking for texts as a language
        has, so that without a language it is not asked."""
        model = language.model if language else None
        found = line_hypotheses(line.log_probs, self.alphabet, model)
        if not found:
            return [], ()
        decoded = cut_words(line.log_probs, self.alphabet, found[0].classes, model)
        words = self._words(decoded, language)
        if self.second is None or model is None or min((w.confidence or 0.0 for w in words), default=1.0) >= DOUBTFUL:
            return decoded, words
        chosen = self.second.choose(line, found)
        if chosen is found[0]:
            return decoded, words
        decoded = cut_words(line.log_probs, self.alphabet, chosen.classes, model)
        return decoded, self._words(decoded, language)

    def _words(
        self, decoded: Sequence[DecodedWord], language: Language | None, *, patterned: bool = False
    ) -> tuple[Word, ...]:  # fmt: skip
        """With confidences; a pattern makes plausible mistakes as a language does."""
        features = word_features(decoded)
        calibration = self.calibrations.get(language is not None or patterned)
        sure = calibration.confidence(features) if calibration else np.exp(features[:, 0])
        return tuple(
            read_word(d, round(float(c), 4) if d.fits else 0.0, language) for d, c in zip(decoded, sure, strict=True)
        )


def place_words(line: Line, strip: Strip, reading: LineReading, prepared: Prepared) -> Line:
    """The line with its words, in coordinates of the image that was given."""
    words = tuple(
        replace(word, polygon=transform(strip.span(*span), prepared.to_page), id=f"{line.id}w{i}")
        for i, (word, span) in enumerate(zip(reading.words, reading.spans, strict=True))
    )
    baseline = transform(line.baseline, prepared.to_page)
    return replace(line, baseline=baseline, polygon=transform(line.polygon, prepared.to_page), words=words)


def line_picture(grey: NDArray[np.uint8], line: Line, strip: Strip, reading: LineReading) -> LinePicture:
    width = strip.image.shape[1]
    image = cut_strip(grey, line_reaching(line, _SHOWN), PICTURE_HEIGHT, masked=False).image
    spans = tuple((start / width, end / width) for start, end in reading.spans)
    return LinePicture(image, spans, reading.looks, reading.sights)


def _filled(regions: Sequence[Region], lines: list[list[Line]], prepared: Prepared) -> tuple[Region, ...]:
    """The regions that have lines, in coordinates of the image that was given."""
    return tuple(
        replace(region, lines=tuple(own), polygon=transform(region.polygon, prepared.to_page), id=f"r{i}")
        for i, (region, own) in enumerate(zip(regions, lines, strict=True))
        if own
    )
