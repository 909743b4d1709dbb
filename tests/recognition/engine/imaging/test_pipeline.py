"""Each step does what its switch says, and its matrix leads back to the picture that was given."""

import cv2
import numpy as np
import pytest

from recognition.engine.imaging.pipeline import STEPS, prepare
from recognition.engine.imaging.quality import quality_warnings
from recognition.engine.imaging.steps import DEFAULT_STEPS, SWITCHES

SENTENCE = "The parcel came on Tuesday with the oil"


def letter(paper: int = 225) -> np.ndarray:
    """Twelve lines of joined-up type, as a page of 1200 × 900."""
    page = np.full((1200, 900), paper, np.uint8)
    for y in range(120, 1120, 85):
        cv2.putText(page, SENTENCE, (60, y), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.15, 50, 2, cv2.LINE_AA)
    return page


def turned(page: np.ndarray, degrees: float) -> np.ndarray:
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(page, matrix, (width, height), borderValue=225)


def row_contrast(page: np.ndarray) -> float:
    """How much lines and gaps differ: largest where the lines lie level."""
    return float((255.0 - page).mean(1).std())


def test_every_switch_has_a_step_and_every_step_a_switch() -> None:
    assert list(SWITCHES) == list(STEPS)


@pytest.mark.parametrize("degrees", [-6, 4])
def test_a_skewed_page_is_levelled(degrees: float) -> None:
    skewed = turned(letter(), degrees)
    assert row_contrast(prepare(skewed, ["deskew"]).grey) > 1.5 * row_contrast(skewed)


def test_a_level_page_is_left_alone() -> None:
    prepared = prepare(letter(), DEFAULT_STEPS)
    assert prepared.grey.shape == pytest.approx((1200, 900), abs=30)
    assert row_contrast(prepared.grey) == pytest.approx(row_contrast(letter()), rel=0.1)


def test_a_dark_border_is_cut_away_and_the_text_is_not() -> None:
    bordered = cv2.copyMakeBorder(letter(), 80, 60, 90, 70, cv2.BORDER_CONSTANT, value=12)
    prepared = prepare(bordered, ["trim"])
    assert prepared.grey.min() >= 30  # no border left, only ink at 50
    ink_before, ink_after = (letter() < 120).sum(), (prepared.grey < 120).sum()
    assert ink_after == pytest.approx(ink_before, rel=0.03)


def test_points_lead_back_to_the_picture_through_all_steps() -> None:
    marked = letter()
    cv2.circle(marked, (450, 60), 14, 0, -1)
    given = cv2.copyMakeBorder(turned(marked, 3), 70, 70, 70, 70, cv2.BORDER_CONSTANT, value=12)
    prepared = prepare(given, DEFAULT_STEPS)
    inner = prepared.grey[40:-40, 40:-40]  # slivers of the border may be left at the edges
    spot = np.argwhere(cv2.erode((inner < 30).astype(np.uint8), np.ones((9, 9))) > 0)[:, ::-1].mean(0) + 40
    expected = cv2.getRotationMatrix2D((450, 600), 3, 1) @ np.array([450.0, 60.0, 1.0]) + 70
    assert prepared.to_page @ np.append(spot, 1.0) == pytest.approx(expected, abs=4)


def test_steps_are_recorded_in_order_with_their_settings() -> None:
    steps = prepare(letter(), ["deskew", "flatten"]).steps
    assert [s["name"] for s in steps] == ["deskew", "flatten"]
    assert all(isinstance(s["settings"], dict) for s in steps)


def test_flattening_evens_out_a_shadow() -> None:
    shadow = np.linspace(1.0, 0.45, 900)[None]
    dark_side = (letter() * shadow).astype(np.uint8)
    flat = prepare(dark_side, ["flatten"]).grey
    assert abs(float(np.median(flat[:, :200])) - float(np.median(flat[:, -200:]))) < 12


def test_an_unknown_step_is_named() -> None:
    with pytest.raises(ValueError, match="sharpen"):
        prepare(letter(), ["sharpen"])


@pytest.mark.parametrize("value", [0, 255])
def test_blank_and_black_pages_pass(value: int) -> None:
    assert prepare(np.full((800, 600), value, np.uint8), DEFAULT_STEPS).grey.size > 0


def test_warnings_for_few_dots_and_for_blur() -> None:
    assert quality_warnings(letter(), 300) == []
    assert any("96" in w for w in quality_warnings(letter(), 96))
    assert any("blur" in w.lower() for w in quality_warnings(cv2.GaussianBlur(letter(), (0, 0), 7), 300))
