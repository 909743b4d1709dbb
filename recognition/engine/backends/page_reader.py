"""A page read by another reader: our line finder, its words, and the pictures that the desk shows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..confidence.calibration import Calibration
from ..confidence.foreign import with_confidence
from ..cutting import Cut
from ..decoding.patterns import Pattern, fits
from ..geometry import bounds
from ..language import Language
from ..layout.line_finder import LineFinder
from ..reader import SHIPPED, LineReading, Reader
from ..transcription import Alternative, Line
from .backend import Backend


class BackendPageReader(Reader):
    """A Reader without a net of its own: a backend reads the strips, in one call a page. Without a calibration the
    backend's own confidences stand, and the card says so. `language` is eng, fra or empty."""

    def __init__(self, backend: Backend, calibration: Calibration | None, language: str) -> None:
        self._backend, self.calibration, self._language = backend, calibration, language
        self.finder = LineFinder.load(SHIPPED)
        self.name = backend.version
        self.card = {"reader": backend.name, "confidence": "calibrated" if calibration else "its own"}
        identity = [backend.name, backend.version, *(calibration.weights.tolist() if calibration else ())]
        self.checksum = hashlib.sha256(repr(identity).encode()).hexdigest()

    def surest(self, cuts: Sequence[Cut], *, given: bool = False) -> int:
        """The first: what a backend finds easy to read is not known."""
        return 0

    def language(self, code: str) -> None:
        """The backend has its own."""

    def guess(self, strips: Sequence[NDArray[np.uint8]]) -> None:
        """Nobody asked the backend to."""

    def read_strips(
        self, strips: Sequence[NDArray[np.uint8]], language: Language | None = None, pattern: Pattern | None = None
    ) -> list[LineReading]:  # fmt: skip
        """Words of straightened lines in the order given; what the decoder saw is not known. A backend reads freely:
        a line that does not fit the pattern has confidence 0. Raises BackendError."""
        return [self._reading(line, pattern) for line in self._backend.read_lines(strips, self._language)]

    def _reading(self, line: Line, pattern: Pattern | None) -> LineReading:
        sure = with_confidence(line.words, self.calibration) if self.calibration else line.words
        if pattern and not fits(line.text, pattern):
            sure = tuple(replace(word, confidence=0.0) for word in sure)
        words = tuple(replace(word, alternatives=(Alternative(word.text, word.confidence),)) for word in sure)
        width = int(bounds(line.polygon)[2])
        edges = [bounds(word.polygon) for word in words]
        spans = tuple((max(0, int(left)), min(width, int(right) + 1)) for left, _, right, _ in edges)
        return LineReading(words, spans, ())
