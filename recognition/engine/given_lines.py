"""Reading lines that a person has drawn: they are taken as they are, and nothing is looked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .cutting import Cut, given_cuts
from .decoding.lexicon import Lexicon
from .decoding.patterns import Pattern
from .geometry import transform
from .imaging.outcome import Affine
from .imaging.pipeline import PLAIN, StepInputs, prepare
from .language import Language
from .layout.extents import with_lines
from .layout.strips import Strip
from .reader import GUESS, LinePicture, LineReading, Reader, line_picture, place_words
from .transcription import Line, Page

#: So many lines tell the language of their page.
_TELLING = 20


@dataclass(frozen=True, slots=True)
class GivenReading:
    """`lines`: with their words, baseline and outline as they were given; `pictures` of those that could be cut out.
    Both by line id."""

    lines: dict[str, Line]
    pictures: dict[str, LinePicture]


def read_given(
    reader: Reader, image: NDArray[np.uint8], steps: Sequence[str], page: Page, wanted: Collection[str],
    patterns: Mapping[str, Pattern], language: str = "", own: Lexicon | None = None, inputs: StepInputs = PLAIN,
) -> GivenReading:  # fmt: skip
    """Read the lines of a page, in pixels of its image, uint8 (H, W) or (H, W, 3), whose ids are wanted; the others
    only tell how high lines are here. `patterns`: by line id, where a line is a field. Language, own words and
    inputs are as for `Reader.read_page`. Raises what the reader raises."""
    prepared = prepare(image, steps, inputs)
    given = {line.id: line for line in page.lines()}
    here = moved(page, np.asarray(cv2.invertAffineTransform(prepared.to_page), np.float64))
    reader, page_strips = cut_for(reader, prepared.grey, here)
    strips = {name: strip for name, strip in zip(given, page_strips, strict=True) if name in wanted and strip}
    known = _language(reader, language, page_strips)
    readings = _read(reader, strips, patterns, known.with_words(own) if known and own else known)
    lines, pictures = {name: given[name] for name in wanted if name in given}, {}
    drawn = {line.id: line for line in here.lines()}
    for name, strip in strips.items():
        placed = place_words(drawn[name], strip, readings[name], prepared)
        lines[name] = replace(given[name], words=placed.words)
        pictures[name] = line_picture(prepared.grey, drawn[name], strip, readings[name])
    return GivenReading(lines, pictures)


def cut_for(reader: Reader, grey: NDArray[np.uint8], page: Page) -> tuple[Reader, Cut]:
    """Who reads the lines of a prepared page, uint8 (H, W), which are in its pixels, and the strips that it reads."""
    cuts = given_cuts(grey, page, reader.finder)
    reader = reader.for_page([strip.image for strip in cuts[0] if strip])
    return reader, cuts[reader.surest(cuts, given=True)]


def moved(page: Page, matrix: Affine) -> Page:
    """The page with its lines mapped by a 2 × 3 matrix."""
    return with_lines(
        page,
        lambda line: replace(line, baseline=transform(line.baseline, matrix), polygon=transform(line.polygon, matrix)),
    )


def _language(reader: Reader, code: str, strips: Iterable[Strip | None]) -> Language | None:
    if code != GUESS:
        return reader.language(code)
    return reader.guess([strip.image for strip in strips if strip][:_TELLING])


def _read(
    reader: Reader, strips: Mapping[str, Strip], patterns: Mapping[str, Pattern], language: Language | None
) -> dict[str, LineReading]:  # fmt: skip
    """By line id; the lines of one pattern are read together."""
    groups: dict[Pattern | None, list[str]] = {}
    for name in strips:
        groups.setdefault(patterns.get(name), []).append(name)
    readings: dict[str, LineReading] = {}
    for pattern, names in groups.items():
        found = reader.read_strips([strips[name].image for name in names], language, pattern)
        readings |= dict(zip(names, found, strict=True))
    return readings
