"""A page's lines are cut as high as the reader reads them best, whatever their outlines say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recognition.engine.cutting import found_cuts, given_cuts
from recognition.engine.evaluation.errors import ErrorRates
from recognition.engine.geometry import as_array
from recognition.engine.layout.extents import even_outlines, extent, interline, reaching, with_lines
from recognition.engine.layout.strips import cut_strip
from recognition.engine.reader import LineReading, Reader, line_picture
from recognition.engine.transcription import Page


def heights(page: Page) -> np.ndarray:
    return np.array([sum(extent(as_array(line.baseline), as_array(line.polygon))) for line in page.lines()])


def errors(reader: Reader, page: Page, cut: list) -> float:
    rates = ErrorRates()
    read = reader.read_strips([strip.image for strip in cut])
    for line, said in zip(page.lines(), read, strict=True):
        rates.update(line.truth or "", said.text)
    return rates.cer


def test_outlines_are_made_higher_or_lower(letter: tuple[Page, np.ndarray]) -> None:
    page = even_outlines(letter[0])
    assert heights(reaching(page, 0.8)) == pytest.approx(0.8 * heights(page), rel=0.05)


def test_the_net_outlines_lines_of_which_it_is_told_only_the_baselines(
    reader: Reader, letter: tuple[Page, np.ndarray]
) -> None:
    page, grey = letter
    bare = with_lines(page, lambda line: replace(line, polygon=()))
    assert reader.finder is not None
    seen = reader.finder.outlined(grey, bare)
    assert seen is not None
    assert [line.baseline for line in seen.lines()] == [line.baseline for line in page.lines()]
    pitch = interline([as_array(line.baseline) for line in page.lines()])
    assert np.median(heights(seen)) == pytest.approx(pitch, rel=0.3)


def test_the_net_outlines_nothing_where_it_sees_nothing(reader: Reader, letter: tuple[Page, np.ndarray]) -> None:
    page, grey = letter
    assert reader.finder is not None
    assert reader.finder.outlined(np.full_like(grey, 230), page) is None
    assert len(given_cuts(np.full_like(grey, 230), page, reader.finder)) == 1


def test_outlines_far_too_high_are_not_followed(reader: Reader, letter: tuple[Page, np.ndarray]) -> None:
    page, grey = letter
    towers = reaching(even_outlines(page), 2)
    cuts = given_cuts(grey, towers, reader.finder)
    assert reader.surest(cuts, given=True) == 1
    assert errors(reader, page, cuts[1]) < 0.7 * errors(reader, page, cuts[0])


def test_outlines_as_good_as_the_nets_are_followed(reader: Reader, letter: tuple[Page, np.ndarray]) -> None:
    page, grey = letter
    cut = given_cuts(grey, page, None)[0]
    assert reader.surest([cut, cut], given=True) == 0
    assert reader.surest([cut]) == 0
    assert reader.surest([[None], [None]]) == 0


def test_lines_that_were_found_are_cut_in_two_ways(reader: Reader, letter: tuple[Page, np.ndarray]) -> None:
    page, grey = letter
    assert reader.finder is not None
    seen = reader.finder.outlined(grey, page)
    assert seen is not None
    (high, high_cut), (low, low_cut) = found_cuts(grey, seen)
    assert heights(low) / heights(high) == pytest.approx(0.8, abs=0.05)
    # This letter's lines stand far apart, so that the net takes its letters for higher than they are.
    assert reader.surest([high_cut, low_cut]) == 1
    assert errors(reader, page, low_cut) < errors(reader, page, high_cut)


def test_people_see_more_of_a_line_than_is_read(letter: tuple[Page, np.ndarray]) -> None:
    page, grey = letter
    line = next(iter(page.lines()))
    strip = cut_strip(grey, line)
    shown = line_picture(grey, line, strip, LineReading((), (), ())).image
    assert shown.shape[1] / shown.shape[0] == pytest.approx(strip.image.shape[1] / strip.image.shape[0] / 1.2, rel=0.1)


@pytest.mark.parametrize("baseline", [(), ((120.0, 300.0),), ((120.0, 300.0), (123.0, 300.0))])
def test_a_line_without_extent_is_left_out_and_takes_no_other_down(
    reader: Reader, letter: tuple[Page, np.ndarray], baseline: tuple
) -> None:
    page, grey = letter
    first = next(iter(page.lines()))
    broken = with_lines(page, lambda line: replace(line, baseline=baseline) if line is first else line)
    cuts = given_cuts(grey, broken, reader.finder)
    assert len(cuts) == 2
    assert reader.surest(cuts, given=True) in (0, 1)
    for cut in cuts:
        assert cut[0] is None
        assert all(cut[1:])
