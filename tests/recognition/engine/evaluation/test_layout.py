"""Points of baselines that lie on a baseline of the other side."""

import pytest

from recognition.engine.evaluation.layout import LineCounts, count_lines, matched_lines
from recognition.engine.transcription import Line


def line(y: float, left: float = 0, right: float = 800) -> Line:
    return Line(((left, y), (right, y)), ())


TRUE = [line(100 * k) for k in range(1, 5)]


def test_the_same_lines_are_found_whole() -> None:
    counts = count_lines(TRUE, TRUE)
    assert (counts.recall, counts.precision, counts.f1) == (1, 1, 1)
    assert (counts.whole, counts.pieces, counts.met_lines) == (4, 4, 4)


@pytest.mark.parametrize(("shift", "met"), [(24, 1.0), (26, 0.0)])
def test_a_quarter_of_the_interline_distance_decides(shift: float, met: float) -> None:
    counts = count_lines(TRUE, [line(100 * k + shift) for k in range(1, 5)])
    assert (counts.recall, counts.precision) == (met, met)


def test_half_a_line_is_half_a_recall() -> None:
    counts = count_lines(TRUE, [line(100 * k, right=400) for k in range(1, 5)])
    assert counts.recall == pytest.approx(0.53, abs=0.01)  # the tolerance reaches beyond the end
    assert (counts.precision, counts.whole) == (1, 0)


def test_a_line_in_two_pieces_counts_as_two() -> None:
    counts = count_lines(TRUE[:2], [line(100, right=400), line(100, left=400), line(200)])
    assert (counts.pieces, counts.met_lines, counts.whole) == (3, 2, 1)


def test_an_invented_line_costs_precision_alone() -> None:
    counts = count_lines(TRUE, [*TRUE, line(900)])
    assert (counts.recall, counts.precision) == (1, 0.8)


def test_lines_that_run_down_the_page_are_measured_too() -> None:
    down = [Line(((x, 0), (x, 800)), ()) for x in (1000.0, 1100.0)]
    assert count_lines([*TRUE, *down], [*TRUE, down[0]]).recall == pytest.approx(5 / 6, abs=0.01)


def test_a_page_without_lines_counts_nothing() -> None:
    assert count_lines([], []) == LineCounts()


def test_lines_are_matched_one_to_one_by_what_they_share() -> None:
    found = [line(130, right=300), line(110), line(480)]
    assert matched_lines(TRUE[:2], found) == {0: 1}
    assert matched_lines([], found) == {}
