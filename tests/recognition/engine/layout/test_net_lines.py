"""Which lines are kept: sure ones, and doubtful ones where writing is expected."""

import numpy as np
import pytest

from recognition.engine.layout.net_lines import HEIGHT, NetLine, kept_lines


def line(left: float, right: float, level: float, chance: float = 0.95) -> NetLine:
    points = np.stack([np.arange(left, right + 1), np.full(int(right - left) + 1, level)], 1)
    return NetLine(points.astype(np.float32), 0.0, 10, 4, chance)


def paragraph(count: int = 6, interline: float = HEIGHT) -> list[NetLine]:
    return [line(20, 220, 30 + interline * i) for i in range(count)]


def register(rows: int = 6) -> list[NetLine]:
    return [line(x, x + 40, 30 + 2 * HEIGHT * row) for row in range(rows) for x in (20, 90, 160)]


def test_doubtful_lines_on_a_page_of_paragraphs_are_left_out() -> None:
    lines, below = paragraph(), line(60, 120, 30 + 8 * HEIGHT, chance=0.7)
    assert kept_lines([*lines, below]) == lines
    assert kept_lines([below]) == []
    assert kept_lines([]) == []


def test_a_word_squeezed_between_two_lines_is_kept() -> None:
    word = line(100, 120, 30 + 2.5 * HEIGHT, chance=0.55)
    assert word in kept_lines([*paragraph(), word])


@pytest.mark.parametrize(
    "doubtful",
    [
        line(100, 120, 30 + 2.5 * HEIGHT, chance=0.45),  # hardly anything
        line(100, 107, 30 + 2.5 * HEIGHT, chance=0.55),  # a flourish
        line(100, 120, 30 + 2.1 * HEIGHT, chance=0.55),  # of the line above it
        line(230, 250, 30 + 2.5 * HEIGHT, chance=0.55),  # beside the lines
        line(100, 120, 30 - 0.5 * HEIGHT, chance=0.55),  # above them all
    ],
)
def test_what_else_is_doubtful_near_lines_is_not(doubtful: NetLine) -> None:
    lines = paragraph()
    assert kept_lines([*lines, doubtful]) == lines


def test_between_lines_far_apart_a_doubtful_one_is_not_an_insertion() -> None:
    lines = paragraph(interline=2 * HEIGHT)
    assert kept_lines([*lines, line(100, 120, 30 + 3 * HEIGHT, chance=0.55)]) == lines


def test_a_register_keeps_fields_that_are_less_sure() -> None:
    fields = register()
    faint, stain = line(230, 240, 30 + 2 * HEIGHT, chance=0.62), line(230, 240, 30 + 4 * HEIGHT, chance=0.55)
    assert kept_lines([*fields, faint, stain]) == [*fields, faint]


def test_two_columns_make_no_register() -> None:
    columns = [line(x, x + 90, 30 + HEIGHT * row) for row in range(6) for x in (20, 130)]
    assert kept_lines([*columns, line(230, 240, 30 + 2 * HEIGHT, chance=0.7)]) == columns
