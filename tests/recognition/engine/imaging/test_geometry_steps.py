"""Steps that cut or scale lead back to the picture that was given, and grey is taken from the colour asked for."""

import cv2
import numpy as np
import pytest

from recognition.engine.imaging.contour import cut_out
from recognition.engine.imaging.grey import grey
from recognition.engine.imaging.pipeline import StepInputs, prepare


def sheet_on_a_table() -> np.ndarray:
    """A bright sheet of 600 × 400, turned by 5 degrees on dark ground, with writing."""
    sheet = np.full((600, 400), 220, np.uint8)
    for y in range(60, 580, 40):
        cv2.putText(sheet, "obliged to you", (30, y), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.0, 60, 2)
    matrix = cv2.getRotationMatrix2D((200, 300), 5, 1)
    matrix[:, 2] += 100
    return cv2.warpAffine(sheet, matrix, (620, 820), borderValue=20)


def test_the_sheet_is_cut_out_without_dark_corners() -> None:
    table = sheet_on_a_table()
    cut = cut_out(table)
    assert cut.settings["found"]
    assert cut.grey.shape < table.shape
    assert (cut.grey < 40).mean() < 0.001  # ground is 20, ink 60
    assert (table < 40).mean() > 0.3


def test_a_page_without_surroundings_stays_whole() -> None:
    page = np.full((800, 600), 225, np.uint8)
    cv2.putText(page, "obliged to you", (30, 300), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.5, 60, 3)
    assert cut_out(page).grey.shape == page.shape


@pytest.mark.parametrize(("steps", "side"), [(["contour"], None), (["size"], 900), (["contour", "size"], 1200)])
def test_a_spot_is_led_back_to_its_place(steps: list[str], side: int | None) -> None:
    table = sheet_on_a_table()
    cv2.circle(table, (300, 400), 12, 255, -1)
    settings = {"size": {"long_side": side}} if side else {}
    prepared = prepare(table, steps, StepInputs(settings))
    bright = cv2.erode((prepared.grey > 235).astype(np.uint8), np.ones((9, 9)))
    spot = np.argwhere(bright)[:, ::-1].mean(0)
    assert prepared.to_page @ np.append(spot, 1.0) == pytest.approx([300, 400], abs=1.5)
    assert side is None or max(prepared.grey.shape) == side


def test_red_ink_vanishes_in_the_red_channel() -> None:
    page = np.full((50, 50, 3), 240, np.uint8)
    page[20:30, 20:30] = (235, 60, 60)
    assert grey(page, channel="red").grey.min() > 200
    assert grey(page, channel="green").grey.min() == 60
    assert prepare(page, ["grey"]).grey.min() > 200
