"""From a page image to words with alternatives and confidence: the whole of reading in one place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .alphabet import Alphabet
from .confidence.calibration import Calibration
from .confidence.features import word_features
from .decoding.words import DecodedWord, decode_words
from .geometry import transform
from .imaging.pipeline import Prepared, prepare
from .layout.projection import find_regions
from .layout.strips import Strip, StripError, cut_strip
from .layout.word_boxes import word_columns
from .recognizer.checkpoint import load_reader
from .recognizer.crnn import Crnn
from .recognizer.reading import frame_log_probs
from .transcription import Alternative, Line, Page, Region, Word

SHIPPED = Path(__file__).parent / "weights"
WEIGHTS_FILE, CALIBRATION_FILE, CARD_FILE = "reader.safetensors", "calibration.json", "card.json"
PICTURE_HEIGHT = 112
MOST_ALTERNATIVES = 5


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
    """A loaded model with its decoder and calibration. Load it once a process; it is not thread-safe."""

    def __init__(
        self, model: Crnn, alphabet: Alphabet, calibration: Calibration | None, name: str = "", checksum: str = "",
        card: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.model, self.alphabet, self.calibration = model, alphabet, calibration
        self.name, self.checksum, self.card = name, checksum, card or {}

    @classmethod
    def load(cls, weights: Path = SHIPPED, device: str = "cpu", calibrated: bool = True) -> Reader:
        """The shipped reader, or that of another folder of weights, calibration and card. Raises OSError where
        files are missing; without `calibrated` the calibration may be, and confidences are the decoder's own."""
        file = weights / WEIGHTS_FILE
        checksum = hashlib.sha256(file.read_bytes()).hexdigest()
        model, alphabet = load_reader(file)
        card = json.loads((weights / CARD_FILE).read_text("utf-8"))
        calibration = Calibration.load(weights / CALIBRATION_FILE) if calibrated else None
        return cls(model.to(device), alphabet, calibration, card["name"], checksum, card)

    def read_page(self, image: NDArray[np.uint8], steps: Sequence[str], name: str = "") -> PageReading:
        """Find and read the lines of an image, uint8 (H, W) or (H, W, 3) RGB, any size."""
        prepared = prepare(image, steps)
        regions = find_regions(prepared.grey)
        found = [line for region in regions for line in region.lines]
        strips = [_cut(prepared.grey, line) for line in found]
        readings = iter(self.read_strips([s.image for s in strips if s]))
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

    def read_strips(self, strips: Sequence[NDArray[np.uint8]]) -> list[LineReading]:
        """Words of straightened lines, uint8 (H, W), in the order given."""
        return [
            self._read_line(strip, log_probs)
            for strip, log_probs in zip(strips, frame_log_probs(self.model, strips), strict=True)
        ]

    def _read_line(self, strip: NDArray[np.uint8], log_probs: NDArray[np.float32]) -> LineReading:
        decoded = decode_words(log_probs, self.alphabet)
        spans = word_columns(strip, decoded, len(log_probs))
        features = word_features(decoded)
        sure = self.calibration.confidence(features) if self.calibration else np.exp(features[:, 0])
        words = tuple(_word(d, round(float(c), 4)) for d, c in zip(decoded, sure, strict=True))
        return LineReading(words, tuple(spans), tuple(decoded))


def _word(decoded: DecodedWord, confidence: float) -> Word:
    """The reading comes first among the alternatives; the others stand to it as the decoder saw them, and none gets
    more than it leaves. They need not add up to one: the truth may be none of them."""
    rest = tuple(
        Alternative(text, round(min(confidence * float(np.exp(p - decoded.log_probability)), 1 - confidence), 4))
        for text, p in decoded.nbest
        if text != decoded.text
    )
    first = Alternative(decoded.text, confidence)
    return Word(decoded.text, (), confidence, (first, *rest[: MOST_ALTERNATIVES - 1]))


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
