"""The line net's file, and what the shipped one makes of pages of every kind."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from recognition.engine.evaluation.layout import count_lines, matched_lines
from recognition.engine.geometry import as_array, transform
from recognition.engine.imaging.decode import read_grey
from recognition.engine.imaging.skew import turned
from recognition.engine.layout.line_finder import LINES_FILE, LineFinder, load_line_net, save_line_net
from recognition.engine.layout.linenet import MAPS, LineNet, LineNetConfig
from recognition.engine.reader import SHIPPED
from recognition.engine.transcription import Line
from recognition.formats.ground_truth import read_ground_truth

FEET = list(range(150, 1100, 95))


def test_a_net_survives_its_file(tmp_path: Path) -> None:
    net = LineNet(LineNetConfig((4, 6, 8))).half().float().eval()
    save_line_net(tmp_path / LINES_FILE, net)
    page = torch.randn(1, 1, 32, 48)
    again = load_line_net(tmp_path / LINES_FILE)
    assert again(page).shape == (1, MAPS, 16, 24)
    assert torch.equal(again(page), net(page))


def test_a_folder_without_a_net_has_no_finder(tmp_path: Path) -> None:
    assert LineFinder.load(tmp_path) is None


@pytest.fixture(scope="module")
def finder() -> LineFinder:
    found = LineFinder.load(SHIPPED)
    assert found is not None
    return found


def lines(finder: LineFinder, page: np.ndarray) -> list[Line]:
    return [line for region in finder.find_regions(page) for line in region.lines]


def blank(width: int = 800) -> np.ndarray:
    return np.full((1200, width), 225, np.uint8)


def letter() -> np.ndarray:
    """Joined-up type."""
    page = blank()
    for foot in FEET:
        cv2.putText(page, "The parcel came on Tuesday", (80, foot), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.2, 50, 3)
    return page


@pytest.mark.parametrize("scale", [0.6, 1.0, 2.5])
def test_every_line_once_at_its_foot_at_any_resolution(finder: LineFinder, scale: float) -> None:
    found = lines(finder, cv2.resize(letter(), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    assert [float(np.median(as_array(line.baseline)[:, 1])) / scale for line in found] == pytest.approx(FEET, abs=12)


@pytest.fixture(scope="module")
def sample() -> tuple[np.ndarray, list[Line]]:
    """A sample letter, uint8 (H, W), and its true lines in reading order."""
    page = next(read_ground_truth(SHIPPED.parents[1] / "sample", frozenset({"sample"})))
    return read_grey(page.image.read_bytes(), page.name), list(page.page.lines())


@pytest.mark.parametrize("angle", [0, -15, 15, 90, 180, 270])
def test_a_turned_page_has_every_line_in_its_own_direction_and_order(
    finder: LineFinder, sample: tuple[np.ndarray, list[Line]], angle: float
) -> None:
    grey, true = sample
    outcome = turned(grey, angle)
    there = cv2.invertAffineTransform(outcome.to_source)
    moved = [Line(transform(line.baseline, there), ()) for line in true]
    found = lines(finder, outcome.grey)
    counts = count_lines(moved, found)
    assert counts.recall > 0.95
    assert counts.precision > 0.9
    matches = matched_lines(moved, found)
    assert [matches[i] for i in sorted(matches)] == sorted(matches.values())
    for i, j in matches.items():
        runs = [as_array(line.baseline)[-1] - as_array(line.baseline)[0] for line in (moved[i], found[j])]
        assert runs[0] @ runs[1] > 0


@pytest.mark.parametrize("tone", [0, 128, 255])
def test_a_page_of_one_tone_has_no_lines(finder: LineFinder, tone: int) -> None:
    assert lines(finder, np.full((1000, 700), tone, np.uint8)) == []


def test_a_photograph_without_text_has_no_lines(finder: LineFinder) -> None:
    """Soft shapes of light and shadow with some grain, as of a landscape."""
    rng = np.random.default_rng(3)
    tones = cv2.resize(rng.uniform(30, 220, (9, 7)).astype(np.float32), (700, 900), interpolation=cv2.INTER_CUBIC)
    picture = np.clip(tones + rng.normal(size=tones.shape) * 6, 0, 255).astype(np.uint8)
    assert lines(finder, picture) == []


def test_a_page_with_one_word(finder: LineFinder) -> None:
    page = blank()
    cv2.putText(page, "Osterby", (300, 600), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.4, 50, 3)
    (line,) = lines(finder, page)
    assert float(np.median(as_array(line.baseline)[:, 1])) == pytest.approx(600, abs=14)


def test_two_pages_of_an_open_book_are_read_one_after_the_other(finder: LineFinder) -> None:
    found = lines(finder, np.concatenate([letter(), letter()], 1))
    assert len(found) == 2 * len(FEET)
    assert [as_array(line.baseline)[:, 0].mean() < 800 for line in found] == [True] * len(FEET) + [False] * len(FEET)


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3)])
def test_a_sliver_of_a_picture_is_no_error(finder: LineFinder, size: tuple[int, int]) -> None:
    assert lines(finder, np.full(size, 90, np.uint8)) == []
