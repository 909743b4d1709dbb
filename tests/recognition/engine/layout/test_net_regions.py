"""Reading order of lines that run in any direction."""

import numpy as np

from recognition.engine.layout.net_lines import NetLine
from recognition.engine.layout.net_regions import MARGINALIA, PARAGRAPH, Block, in_order, main_angle


def line(x0: float, y0: float, x1: float, y1: float) -> NetLine:
    points = np.linspace((x0, y0), (x1, y1), 30).astype(np.float32)
    return NetLine(points, float(np.arctan2(y1 - y0, x1 - x0)), 10, 4, 0.9)


LETTER = [line(100, y, 300, y) for y in (36, 24, 12)]


def numbers(lines: list[NetLine]) -> list[list[int]]:
    return [block.lines for block in in_order(lines)]


def test_lines_go_from_top_to_bottom() -> None:
    assert numbers(LETTER) == [[2, 1, 0]]


def test_two_columns_are_read_one_after_the_other() -> None:
    right = [line(360, y, 560, y) for y in (12, 24, 36)]
    assert numbers([*LETTER, *right]) == [[2, 1, 0], [3, 4, 5]]


def test_a_page_on_its_head_is_read_from_its_own_top() -> None:
    turned = [line(300, y, 100, y) for y in (12, 24, 36)]
    assert numbers(turned) == [[2, 1, 0]]


def test_a_note_across_the_writing_comes_last() -> None:
    note = line(50, 200, 50, 20)
    assert in_order([note, *LETTER]) == [Block([3, 2, 1]), Block([0], MARGINALIA)]


def test_a_narrow_paragraph_beside_the_writing_is_a_note_in_the_margin() -> None:
    letter = [line(100, y, 300, y) for y in range(12, 120, 12)]
    note = [line(40, y, 80, y) for y in (60, 72)]
    kinds = {block.kind: block.lines for block in in_order([*letter, *note])}
    assert kinds[MARGINALIA] == [9, 10]
    number = line(40, 0, 60, 0)
    assert {block.kind for block in in_order([*letter, number])} == {PARAGRAPH}


def test_the_main_direction_is_that_of_most_writing() -> None:
    note = line(50, 80, 50, 20)
    assert abs(main_angle([*LETTER, note])) < 0.1
    assert main_angle([]) == 0.0


def test_no_lines_have_no_order() -> None:
    assert in_order([]) == []
