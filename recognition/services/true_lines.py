"""The true lines of pages of ground truth, cut from pictures that are prepared as a project's are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ..engine import cutting
from ..engine.given_lines import cut_for, moved
from ..engine.imaging.decode import Limits, decode_scans
from ..engine.imaging.pipeline import Prepared, StepInputs, prepare
from ..engine.imaging.steps import DEFAULT_STEPS, SWITCHES, Value
from ..engine.reader import Reader
from ..engine.text import has_editorial_marks, normalise
from ..engine.transcription import Line, Page
from ..formats.ground_truth import GroundTruthPage

Settings = Mapping[str, Mapping[str, Value]]
NO_SETTINGS: Settings = {}


@dataclass(frozen=True, slots=True)
class TrueLine:
    """`id`: page name and line id. `strip` is None where the line cannot be cut; it counts as read empty: text lost is
    an error too."""

    id: str
    text: str
    strip: NDArray[np.uint8] | None


def first_lines(pages: Iterable[GroundTruthPage], most: int | None) -> Iterator[GroundTruthPage]:
    """Pages until each collection has at least `most` lines; the surplus of the last page is left out."""
    taken: dict[str, int] = {}
    for page in pages:
        have = taken.get(page.collection, 0)
        if most is not None and have >= most:
            continue
        taken[page.collection] = have + sum(1 for _ in readable_lines(page))
        yield page


def readable_lines(truth: GroundTruthPage) -> Iterator[tuple[Line, str]]:
    """Those with text and a baseline, and their text, normalised."""
    for line in truth.page.lines():
        if text := _text(line):
            yield line, text


def true_lines(truth: GroundTruthPage, reader: Reader | None = None) -> list[TrueLine]:
    """The page's lines to be measured: those with text, a baseline and no editorial marks. Cut as the reader cuts lines
    that are given, or, without one, as their outlines say."""
    return cut_lines(truth, prepared(truth), reader)


def cut_lines(truth: GroundTruthPage, picture: Prepared, reader: Reader | None = None) -> list[TrueLine]:
    here = placed(truth, picture)
    return with_truth(
        truth, cut_for(reader, picture.grey, here)[1] if reader else cutting.cut_lines(picture.grey, here)
    )


def placed(truth: GroundTruthPage, picture: Prepared) -> Page:
    """The page with its lines where they are on the picture that was made of it."""
    return moved(truth.page, np.asarray(cv2.invertAffineTransform(picture.to_page), np.float64))


def with_truth(truth: GroundTruthPage, cut: cutting.Cut) -> list[TrueLine]:
    """The lines to be measured, with what was cut out for them."""
    return [
        TrueLine(f"{truth.name}#{line.id}", text, strip.image if strip else None)
        for line, strip in zip(truth.page.lines(), cut, strict=True)
        if (text := _text(line)) and not has_editorial_marks(text)
    ]


def _text(line: Line) -> str:
    """Empty where the line cannot be measured."""
    return normalise(line.truth or "") if line.baseline else ""


def prepared(
    truth: GroundTruthPage, steps: Sequence[str] = DEFAULT_STEPS, settings: Settings = NO_SETTINGS
) -> Prepared:
    """The page's picture after the steps, which may look at the pages beside it."""
    return prepare(_scan(truth.image), steps, step_inputs(truth, steps, settings))


def step_inputs(
    truth: GroundTruthPage, steps: Sequence[str] = DEFAULT_STEPS, settings: Settings = NO_SETTINGS
) -> StepInputs:
    both = any(SWITCHES[step].both_sides for step in steps)
    return StepInputs(settings, [_scan(image) for image in truth.beside] if both else ())


@lru_cache(maxsize=4)  # a page, those beside it, and the next one
def _scan(file: Path) -> NDArray[np.uint8]:
    return next(decode_scans(file.read_bytes(), file.name, Limits())).image
