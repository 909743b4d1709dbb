"""True lines follow the picture through its preparation."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from recognition.engine.imaging.pipeline import Prepared
from recognition.engine.imaging.upright import turned_to_source
from recognition.formats.ground_truth import GroundTruthPage, read_ground_truth
from recognition.services.true_lines import cut_lines, prepared, step_inputs
from tests.recognition.services.printed_truth import write_printed_truth


@pytest.fixture
def pages(tmp_path: Path) -> list[GroundTruthPage]:
    return list(read_ground_truth(write_printed_truth(tmp_path), frozenset({"test"})))


def test_a_line_is_cut_alike_from_a_page_that_was_turned(pages: list[GroundTruthPage]) -> None:
    plain = prepared(pages[0], ())
    height, width = plain.grey.shape
    turned = Prepared(cv2.rotate(plain.grey, cv2.ROTATE_180), turned_to_source(180, height, width), ())
    for line, same in zip(cut_lines(pages[0], plain), cut_lines(pages[0], turned), strict=True):
        assert line.strip is not None
        assert same.strip is not None
        assert same.text == line.text
        # In the turned page the baseline runs backwards: a true line is read in the direction of its baseline.
        assert np.abs(same.strip.astype(int) - line.strip[: same.strip.shape[0]].astype(int)).mean() < 4


def test_only_steps_that_look_at_both_sides_are_given_the_pages_beside(pages: list[GroundTruthPage]) -> None:
    page = replace(pages[0], beside=(pages[1].image,))
    assert len(step_inputs(page, ("other_side",)).others) == 1
    assert not step_inputs(page, ("trim",)).others
