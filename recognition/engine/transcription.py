"""The language every stage speaks: Transcription > Page > Region > Line > Word > Alternative.

All records are frozen; a stage returns new ones (`dataclasses.replace`). Coordinates are pixels of the
page image (`Page.image`), x to the right and y down, as floats. Confidence is the calibrated probability,
0 to 1, that the text is exactly right; None where nobody estimated it. Text is NFC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Point = tuple[float, float]
Polygon = tuple[Point, ...]

MACHINE, PERSON = "machine", "person"
#: What stands for a word that a person looked at and could not read.
ILLEGIBLE = "[illegible]"
#: Kinds of regions with one value: a place on a form that holds it, a column of a register with one a row.
FIELD, COLUMN = "field", "column"
#: Where an alternative comes from: the reader's beam; the picture alone, without what the language made of it; or a
#: known word that looks like the reading.
READER, PICTURE, SPELLING = "reader", "picture", "spelling"


@dataclass(frozen=True, slots=True)
class Alternative:
    """What else a word may be: a text of the reader or of the picture alone, or a spelling suggestion, which has no
    confidence."""

    text: str
    confidence: float | None = None
    source: str = READER


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its picture's outline. `author` is MACHINE until a person's label stands behind the text."""

    text: str
    polygon: Polygon = ()
    confidence: float | None = None
    alternatives: tuple[Alternative, ...] = ()
    author: str = MACHINE
    id: str = ""

    @property
    def others(self) -> tuple[Alternative, ...]:
        """The alternatives that say something else."""
        return tuple(other for other in self.alternatives if other.text != self.text)

    @property
    def is_illegible(self) -> bool:
        return self.author == PERSON and self.text == ILLEGIBLE


@dataclass(frozen=True, slots=True)
class Line:
    """A text line. `truth` is the text of the whole line where a source gives it without words."""

    baseline: Polygon
    polygon: Polygon
    words: tuple[Word, ...] = ()
    truth: str | None = None
    id: str = ""

    @property
    def text(self) -> str:
        return self.truth if self.truth is not None else " ".join(w.text for w in self.words if w.text)


@dataclass(frozen=True, slots=True)
class Region:
    """A block of lines in reading order; `kind` is a PAGE TextRegion type such as paragraph or marginalia, or one of
    FIELD and COLUMN. Those have a `name`, and perhaps a `pattern` (as `decoding.patterns` reads it) that all their
    texts should fit."""

    lines: tuple[Line, ...]
    polygon: Polygon = ()
    kind: str = "paragraph"
    id: str = ""
    name: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What a person wrote about the page, or about the line or word with the id `about`. `created` as in ISO 8601."""

    text: str
    author: str
    created: str
    about: str = ""
    quote: str = ""
    is_done: bool = False
    answers: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One image and its regions in reading order. `steps` names the preprocessing that made it readable; `number`
    counts through the document, from 1."""

    image: str
    width: int
    height: int
    regions: tuple[Region, ...] = ()
    steps: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    number: int = 1

    def lines(self) -> Iterator[Line]:
        for region in self.regions:
            yield from region.lines

    @property
    def text(self) -> str:
        """Lines end in a newline, regions are set apart by an empty line."""
        return "\n\n".join("\n".join(line.text for line in r.lines) for r in self.regions if r.lines)


@dataclass(frozen=True, slots=True)
class Transcription:
    """A document's assembled text."""

    title: str
    pages: tuple[Page, ...]
    language: str = ""
    model: str = ""
