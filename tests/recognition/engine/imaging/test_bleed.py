"""What shines through goes, the page's own ink stays."""

import cv2
import numpy as np
import pytest

from recognition.engine.imaging.bleed import subtract_other_side, suppress_bleed
from recognition.engine.imaging.verso import register, shines_through

FRONT = [
    "The parcel came on Tuesday with the oil",
    "and we were glad of it before the night",
    "Barnaby sleeps on the log",
]
BACK = [
    "Obliged to you for cheese and lamp wicks",
    "three dozen and any paper not too old",
    "Your affectionate brother",
]
SHOWS = 0.35


def ink(sentences: list[str], *, left: int) -> np.ndarray:
    """Twelve lines, float32 of 1200 × 900, 1 on ink."""
    page = np.zeros((1200, 900), np.float32)
    for row, y in enumerate(range(120, 1120, 85)):
        words = sentences[row % 3].split()
        text = " ".join(words[row % len(words) :] + words[: row % len(words)])
        cv2.putText(page, text, (left + 13 * (row % 4), y), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.1, 1.0, 2, cv2.LINE_AA)
    return page


def scan(front: np.ndarray, back: np.ndarray) -> np.ndarray:
    behind = cv2.GaussianBlur(back[:, ::-1], (0, 0), 1.2)
    grain = np.random.default_rng(0).normal(0, 2, front.shape)
    return np.clip(225 - 170 * np.maximum(front, SHOWS * behind) + grain, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def leaf() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Ink and scan of the front, ink and scan of the back, which lay a little askew and larger on the glass."""
    front, back = ink(FRONT, left=60), ink(BACK, left=30)
    turn = cv2.getRotationMatrix2D((450, 600), 1.2, 1.1)
    verso = cv2.warpAffine(scan(back, front), turn, (980, 1310), borderValue=225)
    return front, scan(front, back), back, verso


def darkness(page: np.ndarray, where: np.ndarray) -> float:
    return float(225 - page[where].mean())


def regions(front: np.ndarray, back: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where only the page's own ink is, and where only traces are."""
    behind = back[:, ::-1]
    own = (front > 0.9) & (behind < 0.05)
    clear = cv2.dilate(front, np.ones((9, 9))) == 0
    return own, (behind > 0.9) & clear


def test_the_other_side_is_found_where_it_lies(leaf) -> None:
    _, recto, _, verso = leaf
    found = register(recto, cv2.flip(verso, 1))
    assert found.certain
    # A corner of the front is, in the turned back's picture, where the turn put its mirrored place.
    turn = cv2.getRotationMatrix2D((450, 600), 1.2, 1.1)
    corner = np.array([200.0, 300.0, 1.0])
    expected = turn @ np.array([899 - corner[0], corner[1], 1.0])
    mirrored = np.array([979 - expected[0], expected[1]])
    assert found.matrix @ corner == pytest.approx(mirrored, abs=4)


def test_both_sides_take_the_traces_away_and_leave_the_ink(leaf) -> None:
    front, recto, back, verso = leaf
    cleaned = subtract_other_side(recto, others=[verso])
    own, traces = regions(front, back)
    assert cleaned.settings["subtracted"]
    assert darkness(cleaned.grey, traces) < 0.3 * darkness(recto, traces)
    assert darkness(cleaned.grey, own) > 0.95 * darkness(recto, own)


def test_a_page_that_is_not_the_other_side_changes_nothing(leaf) -> None:
    _, recto, _, _ = leaf
    stranger = scan(
        ink(["Nothing to do with it at all", "some numbers 1 2 3 4 5", "Xylophones"], left=90),
        np.zeros((1200, 900), np.float32),
    )
    cleaned = subtract_other_side(recto, others=[stranger])
    assert not cleaned.settings["subtracted"]
    assert (cleaned.grey == recto).all()


def test_a_clean_page_is_not_compared_with_any(leaf) -> None:
    front, recto, _, verso = leaf
    clean = scan(front, np.zeros_like(front))
    assert shines_through(recto)
    assert not shines_through(clean)
    assert (subtract_other_side(clean, others=[verso]).grey == clean).all()


def test_without_another_page_nothing_changes(leaf) -> None:
    _, recto, _, _ = leaf
    assert (subtract_other_side(recto).grey == recto).all()


def test_one_side_alone_pales_the_traces_and_leaves_the_ink(leaf) -> None:
    front, recto, back, _ = leaf
    cleaned = suppress_bleed(recto)
    own, traces = regions(front, back)
    assert darkness(cleaned.grey, traces) < 0.5 * darkness(recto, traces)
    assert darkness(cleaned.grey, own) > 0.95 * darkness(recto, own)


@pytest.mark.parametrize("value", [0, 255])
def test_blank_pages_pass(value: int) -> None:
    blank = np.full((600, 400), value, np.uint8)
    assert suppress_bleed(blank).grey.shape == blank.shape
    assert subtract_other_side(blank, others=[blank]).grey.shape == blank.shape
