"""A reader that finds what a test says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from recognition.engine.decoding.lexicon import Lexicon
from recognition.engine.decoding.patterns import Pattern
from recognition.engine.imaging.pipeline import PLAIN, StepInputs
from recognition.engine.reader import LinePicture, LineReading, PageReading
from recognition.engine.transcription import Alternative, Line, Page, Polygon, Region, Word

#: A word on a line: left, right, text, confidence.
FoundWord = tuple[float, float, str, float]
HEIGHT = 40.0


class FakeReader:
    """Finds `lines`: the top of each, and its words. Lines are 40 px high, from x = 50 to 550."""

    name, checksum = "fake", "f" * 64
    card = {"data": "none"}
    base = finder = None
    left, right = 50.0, 550.0

    def __init__(self) -> None:
        self.lines: Sequence[tuple[float, Sequence[FoundWord]]] = [
            (50, [(50, 130, "My", 0.4), (150, 230, "dear", 0.95)])
        ]
        self.suggested: Sequence[Alternative] = ()
        self.while_reading: Callable[[], None] = lambda: None
        self.calls = 0
        #: What each strip says that is given to read, all of it alike, and the patterns it was asked for in.
        self.says: tuple[str, ...] = ("given",)
        self.asked: list[tuple[int, str]] = []
        self.own: Lexicon | None = None
        self.inputs = PLAIN

    def read_page(
        self, image: np.ndarray, steps: Sequence[str], name: str = "", language: str = "", own: Lexicon | None = None,
        inputs: StepInputs = PLAIN,
    ) -> PageReading:  # fmt: skip
        self.calls += 1
        self.own, self.inputs = own, inputs
        self.while_reading()
        height, width = image.shape[:2]
        lines = tuple(self._line(f"l{i}", top, words) for i, (top, words) in enumerate(self.lines))
        page = Page(name, width, height, (Region(lines, box(0, 0, width, height), id="r0"),), tuple(steps))
        pictures = {line.id: self._picture(words) for line, (_, words) in zip(lines, self.lines, strict=True)}
        return PageReading(page, pictures, tuple({"name": step, "settings": {}} for step in steps))

    def for_page(self, strips: Sequence[np.ndarray]) -> FakeReader:
        return self

    def surest(self, cuts: Sequence[object], *, given: bool = False) -> int:
        return 0

    def language(self, code: str) -> None:
        """None is known."""

    def guess(self, strips: Sequence[np.ndarray]) -> None:
        """None is known."""

    def read_strips(
        self, strips: Sequence[np.ndarray], language: None = None, pattern: Pattern | None = None
    ) -> list[LineReading]:  # fmt: skip
        """Words of equal width, which look like their texts."""
        self.asked.append((len(strips), str(pattern or "")))
        self.while_reading()
        return [self._reading(strip.shape[1]) for strip in strips]

    def _reading(self, width: int) -> LineReading:
        count = len(self.says)
        spans = tuple((i * width // count, (i + 1) * width // count) for i in range(count))
        words = tuple(Word(text, (), 0.6, (Alternative(text, 0.6),)) for text in self.says)
        return LineReading(words, spans, (), tuple(text.encode() for text in self.says))

    def _line(self, name: str, top: float, words: Sequence[FoundWord]) -> Line:
        return Line(
            ((self.left, top + 30), (self.right, top + 30)),
            box(self.left, top, self.right, top + HEIGHT),
            tuple(
                Word(text, box(a, top, b, top + HEIGHT), confidence, (Alternative(text, confidence), *self.suggested))
                for a, b, text, confidence in words
            ),
            id=name,
        )

    def _picture(self, words: Sequence[FoundWord]) -> LinePicture:
        width = self.right - self.left
        spans = tuple(((a - self.left) / width, (b - self.left) / width) for a, b, _, _ in words)
        return LinePicture(np.full((int(HEIGHT), int(width)), 200, np.uint8), spans)


def box(left: float, top: float, right: float, bottom: float) -> Polygon:
    return ((left, top), (right, top), (right, bottom), (left, bottom))
