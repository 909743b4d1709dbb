import cv2
import numpy as np
import pytest

from recognition.engine.layout.strips import STRIP_HEIGHT, StripError, cut_strip
from recognition.engine.transcription import Line


def curved_page() -> tuple[np.ndarray, Line]:
    """A page with a thick baseline bent by 60 pixels, and dots on it."""
    page = np.full((400, 900), 230, np.uint8)
    xs = np.linspace(50, 850, 41)
    ys = 200 + 60 * np.sin(xs / 300)
    for x, y in zip(xs, ys, strict=True):
        cv2.circle(page, (round(x), round(y)), 5, 20, -1)
    baseline = tuple(zip(xs.tolist(), ys.tolist(), strict=True))
    above = [(x, y - 50) for x, y in baseline]
    below = [(x, y + 20) for x, y in reversed(baseline)]
    return page, Line(baseline, tuple(above + below))


def test_a_bent_line_comes_out_straight() -> None:
    page, line = curved_page()
    strip = cut_strip(page, line)
    assert strip.image.shape[0] == STRIP_HEIGHT
    rows = np.nonzero((strip.image < 100).any(1))[0]
    assert rows.max() - rows.min() < 14  # the dots lie on one row; bent they would span the strip
    assert 40 < rows.mean() < 52  # 50 of 70 pixels down


def test_what_lies_outside_the_polygon_is_paper_unless_asked_for() -> None:
    page, line = curved_page()
    intruder = Line(line.baseline, tuple((x, min(y, 205.0)) for x, y in line.polygon))
    strip = cut_strip(page, intruder)
    unmasked = cut_strip(page, intruder, masked=False)
    assert (unmasked.image < 100).sum() > (strip.image < 100).sum()


def test_spans_lead_back_to_the_page() -> None:
    page, line = curved_page()
    strip = cut_strip(page, line)
    outline = np.array(strip.span(0, strip.image.shape[1]))
    assert outline[:, 0].min() == pytest.approx(50, abs=12)
    assert outline[:, 0].max() == pytest.approx(850, abs=12)
    middle = strip.image.shape[1] // 2
    x, y = np.array(strip.span(middle, middle + 1)).mean(0)
    assert cv2.pointPolygonTest(np.array(line.polygon, np.float32), (float(x), float(y)), False) > 0


def test_a_line_that_is_upside_down_is_cut_in_the_direction_of_the_writing() -> None:
    page, line = curved_page()
    height, width = page.shape
    turned = [tuple((width - 1 - x, height - 1 - y) for x, y in points) for points in (line.baseline, line.polygon)]
    found = cut_strip(np.rot90(page, 2).copy(), Line(turned[0], turned[1])).image
    upright = cut_strip(page, line).image
    assert found.shape == upright.shape
    assert np.abs(found.astype(int) - upright).mean() < 3


def test_a_picture_of_another_height_has_columns_in_proportion() -> None:
    page, line = curved_page()
    small, large = cut_strip(page, line), cut_strip(page, line, height=2 * STRIP_HEIGHT)
    assert large.image.shape[1] / small.image.shape[1] == pytest.approx(2.0, rel=0.01)


@pytest.mark.parametrize("baseline", [(), ((5.0, 5.0),), ((5.0, 5.0), (6.0, 5.0))])
def test_a_line_without_length_is_refused(baseline: tuple[tuple[float, float], ...]) -> None:
    page, _ = curved_page()
    with pytest.raises(StripError, match="shorter than 8 pixels"):
        cut_strip(page, Line(baseline, ()))


def test_a_line_outside_the_page_is_refused() -> None:
    page, _ = curved_page()
    with pytest.raises(StripError, match="outside"):
        cut_strip(page, Line(((2000.0, 2000.0), (2400.0, 2000.0)), ()))
