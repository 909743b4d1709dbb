"""Lines where there are lines, in reading order, and none where there are none."""

import cv2
import numpy as np
import pytest

from recognition.engine.layout.projection import find_regions
from recognition.engine.transcription import Line

SENTENCE = "The parcel came on Tuesday"
FEET = list(range(150, 1100, 95))


def written(page: np.ndarray, left: int, feet: list[int], slope: float = 0.0) -> np.ndarray:
    """Joined-up type with its baseline through (left, foot), rising by `slope`."""
    for foot in feet:
        line = np.full(page.shape, 255, np.uint8)
        cv2.putText(line, SENTENCE, (left, foot), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.2, 50, 3, cv2.LINE_AA)
        shear = np.array([[1, 0, 0], [-slope, 1, slope * left]], np.float64)
        page = np.minimum(page, cv2.warpAffine(line, shear, page.shape[::-1], borderValue=255))
    return page


def found(page: np.ndarray) -> list[Line]:
    return [line for region in find_regions(page) for line in region.lines]


def foot_of(line: Line) -> float:
    return float(np.median([y for _, y in line.baseline]))


def blank(width: int = 800) -> np.ndarray:
    return np.full((1200, width), 225, np.uint8)


@pytest.mark.parametrize("scale", [0.6, 1.0, 2.5])
def test_every_line_once_at_its_foot_at_any_resolution(scale: float) -> None:
    page = written(blank(), 80, FEET)
    lines = found(cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    assert [foot_of(line) / scale for line in lines] == pytest.approx(FEET, abs=9)


def test_polygons_hold_the_ink() -> None:
    page = written(blank(), 80, FEET)
    mask = np.zeros(page.shape, np.uint8)
    for line in found(page):
        cv2.fillPoly(mask, [np.array(line.polygon).round().astype(np.int32)], 255)
    ink = page < 120
    assert (mask[ink] > 0).mean() > 0.97


def test_rising_lines_are_followed() -> None:
    lines = found(written(blank(), 80, FEET[1:], slope=0.06))
    assert len(lines) == len(FEET) - 1
    for line in lines:
        (x0, y0), (x1, y1) = line.baseline[0], line.baseline[-1]
        assert (y0 - y1) / (x1 - x0) == pytest.approx(0.06, abs=0.02)


def test_no_line_runs_across_the_gutter_of_two_columns() -> None:
    page = written(written(blank(1500), 60, FEET), 800, FEET)
    lines = found(page)
    assert len(lines) == 2 * len(FEET)
    assert all(line.baseline[-1][0] < 760 or line.baseline[0][0] > 760 for line in lines)


def test_a_wide_gap_parts_paragraphs() -> None:
    regions = find_regions(written(blank(), 80, [150, 235, 320, 620, 705, 790]))
    assert [len(r.lines) for r in regions] == [3, 3]


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_page_of_one_tone_has_no_lines(value: int) -> None:
    assert found(np.full((1000, 700), value, np.uint8)) == []


def test_a_page_with_one_word() -> None:
    page = blank()
    cv2.putText(page, "Osterby", (300, 600), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.4, 50, 3)
    (line,) = found(page)
    assert foot_of(line) == pytest.approx(600, abs=14)
