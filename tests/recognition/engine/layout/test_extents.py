"""Outlines that cannot be right are replaced, all others evened out."""

from dataclasses import replace

import numpy as np
import pytest

from recognition.engine.geometry import as_array
from recognition.engine.layout.extents import as_written, band, even_outlines, extent, interline
from recognition.engine.transcription import Line, Page, Region

PITCH = 100.0


def line(y: float, up: float = 70, down: float = 30, left: float = 100, right: float = 900) -> Line:
    baseline = ((left, y), (right, y))
    outline = ((left, y - up), (right, y - up), (right, y + down), (left, y + down))
    return Line(baseline, outline, id=f"l{y:.0f}")


def page(*lines: Line) -> Page:
    return Page("p", 1000, 1000, (Region(lines),))


GOOD = [line(PITCH * k) for k in range(1, 6)]


def reach(mended: Line) -> tuple[float, float]:
    return extent(as_array(mended.baseline), as_array(mended.polygon))


def test_the_interline_distance_is_that_of_the_nearest_lines() -> None:
    assert interline([as_array(one.baseline) for one in GOOD]) == pytest.approx(PITCH)


def test_lines_beside_each_other_have_no_interline_distance() -> None:
    assert interline([as_array(line(100, right=400).baseline), as_array(line(110, left=500).baseline)]) is None


def test_a_line_is_evened_half_way_to_the_usual_height_of_its_page() -> None:
    *even, tall = even_outlines(page(*GOOD, line(600, up=112, down=30))).lines()
    assert all(reach(one) == pytest.approx((70, 30), abs=0.2) for one in even)
    assert reach(tall) == pytest.approx((np.sqrt(70 * 112), 30), abs=0.2)


@pytest.mark.parametrize(("up", "down"), [(12, 4), (400, 300)])
def test_a_sliver_or_a_tower_takes_the_reach_of_the_other_lines(up: float, down: float) -> None:
    mended = list(even_outlines(page(*GOOD, line(600, up, down))).lines())
    assert reach(mended[5]) == pytest.approx((70, 30), abs=0.2)
    assert mended[5].baseline == ((100, 600), (900, 600))


def test_a_missing_outline_is_made() -> None:
    mended = list(even_outlines(page(*GOOD, replace(line(600), polygon=()))).lines())
    assert reach(mended[5]) == pytest.approx((70, 30), abs=0.2)


def test_where_all_outlines_are_slivers_the_distance_of_the_lines_decides() -> None:
    mended = even_outlines(page(*(line(PITCH * k, 8, 2) for k in range(1, 6))))
    assert all(reach(one) == pytest.approx((68, 32), abs=0.2) for one in mended.lines())


def test_a_single_line_stays_as_it_is() -> None:
    alone = page(line(100, 5, 1))
    assert even_outlines(alone) == alone


@pytest.mark.parametrize("degrees", [5, 90, 180, 270])
def test_a_line_reaches_as_far_whichever_way_it_runs(degrees: float) -> None:
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    upright = line(500)
    found = extent(as_array(as_array(upright.baseline) @ turn), as_array(as_array(upright.polygon) @ turn))
    assert found == pytest.approx((70, 30), abs=0.2)


def test_a_baseline_drawn_from_the_end_of_its_line_is_turned() -> None:
    upright = line(500)
    backwards = replace(upright, baseline=upright.baseline[::-1])
    assert as_written(backwards) == upright
    assert next(even_outlines(page(backwards)).lines()).baseline == upright.baseline


def test_the_baseline_of_a_line_upside_down_stays() -> None:
    upside_down = replace(line(500, up=30, down=70), baseline=((900, 500), (100, 500)))
    assert as_written(upside_down) == upside_down


def test_a_band_follows_a_slanting_baseline_along_its_normals() -> None:
    slanting = band(Line(((0, 0), (100, 100)), ()), 10, 5)
    outline = as_array(slanting.polygon)
    away = np.abs(outline[:, 0] - outline[:, 1]) / np.sqrt(2)
    assert away == pytest.approx([10.0] * (len(away) // 2) + [5.0] * (len(away) // 2), abs=0.1)
