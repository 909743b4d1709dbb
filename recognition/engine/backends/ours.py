"""Our own reader as one among others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..imaging.steps import DEFAULT_STEPS
from ..reader import LineReading, Reader
from ..transcription import Line, Page
from .backend import BackendError, BackendSetup, Image
from .lines import box, strip_line
from .names import OURS


class Ours:
    name, needs_network, dollars_a_page, calibrated = OURS, False, 0.0, True

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.version = reader.name

    @classmethod
    def open(cls, setup: BackendSetup) -> Ours:
        try:
            return cls(Reader.load(setup.weights, setup.device))
        except OSError as error:
            raise BackendError(f"{setup.weights} holds no reader: {error}.") from error

    def read_page(self, image: Image, language: str = "", name: str = "") -> Page:
        return self._reader.read_page(image, DEFAULT_STEPS, name, language).page

    def read_lines(self, strips: Sequence[Image], language: str = "") -> list[Line]:
        readings = self._reader.read_strips(strips, self._reader.language(language))
        return [_line(strip, reading) for strip, reading in zip(strips, readings, strict=True)]


def _line(strip: Image, reading: LineReading) -> Line:
    height, width = strip.shape
    words = [
        replace(word, polygon=box(float(start), 0.0, float(end), float(height)))
        for word, (start, end) in zip(reading.words, reading.spans, strict=True)
    ]
    return strip_line(words, width, height)
