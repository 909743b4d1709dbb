"""Pages of awkward content, different for every seed and the same for every run."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recognition.engine.transcription import (
    MACHINE,
    PERSON,
    SPELLING,
    Alternative,
    Line,
    Page,
    Polygon,
    Region,
    Transcription,
    Word,
)  # fmt: skip
from recognition.formats import Stamp

WORDS = (
    "Dyer", "l'été", "Œuvres", "naïve", "&", "<b>", "]]>", '"quoted"', "=1+1", "-", "«", "ſhall", "שלום", "😀", "q̃",
    "a;b", "'tis", "1895", "don\u00a0Pedro", "{x}", "|", ",",
)  # fmt: skip
SCHEMAS = Path(__file__).parents[4] / "shared/schemas"
KINDS = ("paragraph", "marginalia", "heading", "page-number", "signature", "a b:c")


class PageMaker:
    """Geometry in whole pixels inside the page, so that it survives formats that know only those."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.width, self.height = self.random.randint(50, 3000), self.random.randint(50, 4000)

    def page(self) -> Page:
        regions = tuple(self._region() for _ in range(self.random.randint(0, 4)))
        return Page("Brief 1-0001.jpg", self.width, self.height, regions, ("upright", "deskew"))

    def _region(self) -> Region:
        lines = tuple(self._line() for _ in range(self.random.randint(0, 4)))
        return Region(lines, self._outline(), self.random.choice(KINDS))

    def _line(self) -> Line:
        words = tuple(self._word() for _ in range(self.random.randint(0, 6)))
        return Line(((0.0, 20.0), (25.0, 21.0), (float(self.width), 20.0)), self._outline(), words)

    def _word(self) -> Word:
        text, *others = self.random.sample(WORDS, self.random.randint(1, 5))
        alternatives = tuple(self._alternative(other) for other in others)
        if self.random.random() < 0.4:
            return Word(text, self._outline(), None, alternatives, PERSON)
        return Word(text, self._outline(), round(self.random.random(), 4), alternatives, MACHINE)

    def _alternative(self, text: str) -> Alternative:
        if self.random.random() < 0.3:
            return Alternative(text, None, SPELLING)
        return Alternative(text, round(self.random.random(), 4))

    def _outline(self) -> Polygon:
        left, right = sorted(self.random.sample(range(self.width + 1), 2))
        top, bottom = sorted(self.random.sample(range(self.height + 1), 2))
        box = ((left, top), (right, top), (right, bottom), (left, bottom))
        return tuple((float(x), float(y)) for x, y in box[: self.random.randint(3, 4)])


@pytest.fixture
def stamp() -> Stamp:
    return Stamp("test", datetime(2026, 11, 3, 12, 30, tzinfo=UTC))


@pytest.fixture(params=range(12))
def any_page(request: pytest.FixtureRequest) -> Page:
    return PageMaker(request.param).page()


ODD_WORDS = [
    Word("one point", ((5, 5),)),
    Word("none"),
    Word("all the same", ((5.2, 5.1), (5.3, 5.2), (4.9, 5.0))),
    Word("outside", ((-10, -3), (2000, 20), (2000, 5000))),
    Word("in the last corner", ((100, 80), (101, 81))),
    Word("two points", ((5, 5), (50, 5))),
]


@pytest.fixture(params=ODD_WORDS, ids=lambda word: word.text)
def odd_page(request: pytest.FixtureRequest) -> Page:
    """100 by 80 pixels, with a word and a line whose places are odd."""
    return Page("a.jpg", 100, 80, (Region((Line((), (), (request.param,)), Line(((3, 3), (3, 3)), ()))),))


@pytest.fixture(scope="session")
def schema_file() -> Callable[[str], Path]:
    """Where a schema lies; skips the test where it does not."""

    def find(name: str) -> Path:
        if not (SCHEMAS / name).is_file():
            pytest.skip(f"../shared/schemas is not here: nothing is checked against {name}.")
        return SCHEMAS / name

    return find


@pytest.fixture
def of_words() -> Callable[..., Transcription]:
    """A transcription of pages of paragraphs of lines of words given as text."""

    def build(*pages: list[list[str]], title: str = "Letter", language: str = "eng") -> Transcription:
        return Transcription(title, tuple(_plain_page(n, p) for n, p in enumerate(pages, 1)), language, "reader-1")

    return build


def _plain_page(number: int, paragraphs: list[list[str]]) -> Page:
    regions = tuple(Region(tuple(_plain_line(text) for text in lines)) for lines in paragraphs)
    return Page(f"Letter-{number:04d}.jpg", 1000, 1400, regions)


def _plain_line(text: str) -> Line:
    words = tuple(Word(w, ((10, 10), (60.4, 10), (60.4, 30.2), (10, 30.2)), 0.5) for w in text.split())
    return Line(((10, 28), (900, 28)), ((10, 10), (900, 10), (900, 40), (10, 40)), words)
