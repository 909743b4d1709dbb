"""Black and white: writing black, paper white, also where the light is uneven."""

import cv2
import numpy as np
import pytest

from recognition.engine.imaging.ink_net import WEIGHTS, ink_probability
from recognition.engine.imaging.pipeline import prepare

#: What a page under a lamp at its side needs; one threshold for all of it cannot do.
LOCAL = ["adaptive", "sauvola", "learned"]


def page() -> tuple[np.ndarray, np.ndarray]:
    """A page of 500 × 700, its paper falling from 230 to 120, and where its ink is."""
    ink = np.zeros((500, 700), np.uint8)
    for y in range(60, 480, 60):
        cv2.putText(ink, "the lamp is lit at dusk", (30, y), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.4, 255, 2)
    paper = np.tile(np.linspace(230, 120, 700), (500, 1))
    grain = np.random.default_rng(1).normal(0, 2, paper.shape)
    return np.clip(np.where(ink > 0, 0.35 * paper, paper) + grain, 0, 255).astype(np.uint8), ink > 0


@pytest.mark.parametrize("step", [*LOCAL, "otsu"])
def test_only_black_and_white_are_left(step: str) -> None:
    assert set(np.unique(prepare(page()[0], [step]).grey)) == {0, 255}


@pytest.mark.parametrize("step", LOCAL)
def test_uneven_light_does_not_hide_the_ink(step: str) -> None:
    grey, ink = page()
    found = prepare(grey, [step]).grey == 0
    hit = (found & ink).sum()
    assert 2 * hit / (found.sum() + ink.sum()) > 0.85


def test_the_net_takes_any_size() -> None:
    for shape in ((7, 5), (513, 130)):
        found = ink_probability(np.full(shape, 200, np.uint8))
        assert found.shape == shape
        assert found.min() >= 0
        assert found.max() <= 1


def test_tiles_leave_no_seams() -> None:
    grey = np.tile(page()[0], (2, 1))[:640]
    whole, part = ink_probability(grey)[500:530, 100:600], ink_probability(grey[260:])[240:270, 100:600]
    assert np.abs(whole - part).mean() < 0.01


def test_the_net_that_ships_is_small() -> None:
    assert WEIGHTS.stat().st_size < 300_000
