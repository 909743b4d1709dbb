"""Lines that a person has drawn, read by the shipped reader."""

from __future__ import annotations

import numpy as np
import pytest

from recognition.engine.decoding.patterns import closed_list
from recognition.engine.evaluation.errors import ErrorRates
from recognition.engine.geometry import bounds
from recognition.engine.given_lines import GivenReading, read_given
from recognition.engine.imaging.steps import DEFAULT_STEPS
from recognition.engine.reader import GUESS, Reader
from recognition.engine.transcription import Line, Page, Region


@pytest.fixture(scope="module")
def reading(reader: Reader, letter: tuple[Page, np.ndarray]) -> GivenReading:
    page, image = letter
    return read_given(reader, image, DEFAULT_STEPS, page, {"l3", "l5"}, {}, GUESS)


def given(letter: tuple[Page, np.ndarray], name: str) -> Line:
    return next(line for line in letter[0].lines() if line.id == name)


def test_only_the_wanted_lines_are_read(reading: GivenReading) -> None:
    assert set(reading.lines) == set(reading.pictures) == {"l3", "l5"}


def test_they_are_read_well_and_keep_their_shape(reading: GivenReading, letter: tuple[Page, np.ndarray]) -> None:
    for name, line in reading.lines.items():
        true = given(letter, name)
        said = " ".join(word.text for word in line.words)
        errors = ErrorRates()
        errors.update(true.truth or "", said)
        assert errors.cer < 0.3, said
        assert (line.baseline, line.polygon) == (true.baseline, true.polygon)


def test_words_lie_on_their_line_in_the_picture_as_it_was_given(
    reading: GivenReading, letter: tuple[Page, np.ndarray]
) -> None:
    for name, line in reading.lines.items():
        left, top, right, bottom = bounds(given(letter, name).polygon)
        height = bottom - top
        for word in line.words:
            x0, y0, x1, y1 = bounds(word.polygon)
            assert left - 10 <= x0 < x1 <= right + 10
            assert top - height <= y0 < y1 <= bottom + height
        assert len(reading.pictures[name].spans) == len(line.words)


def test_a_line_of_a_field_says_what_the_pattern_allows(reader: Reader, letter: tuple[Page, np.ndarray]) -> None:
    page, image = letter
    pattern = closed_list([given(letter, "l3").truth or "", "something else"])
    found = read_given(reader, image, (), page, {"l3", "l5"}, {"l3": pattern})
    assert " ".join(word.text for word in found.lines["l3"].words) == given(letter, "l3").truth
    assert found.lines["l5"].words


def test_a_line_outside_the_page_has_no_words_and_no_picture(reader: Reader) -> None:
    line = Line(((500.0, 900.0), (700.0, 900.0)), ((500.0, 880.0), (700.0, 880.0), (700.0, 910.0)), id="l1")
    found = read_given(
        reader, np.full((100, 100), 230, np.uint8), (), Page("", 100, 100, (Region((line,)),)), {"l1"}, {}
    )
    assert (found.lines, found.pictures) == ({"l1": line}, {})
