"""The whole path from pages to a line net, on pages small enough for a unit test."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from recognition.engine.layout.linenet import BASELINE, COSINE, DOWN, END, STRIDE, UP, LineNet, LineNetConfig
from recognition.engine.layout.net_input import net_input
from recognition.engine.learning.line_fit import LineFitConfig, LineFitting, page_shares
from recognition.engine.learning.line_pages import PACKED_HEIGHT, LinePage, LineShape, load_pages, pack_page, save_pages
from recognition.engine.learning.line_scenes import SceneConfig, scene
from recognition.engine.learning.line_targets import line_targets
from recognition.engine.transcription import Line, Page, Region

STILL = SceneConfig(96, 96, zoom=0, turned=0, askew=0, spread=0, notes=0, insertions=0, anywhere=0)
#: With a clock that ticks once a call a batch takes a second.
TINY = LineFitConfig(minutes=0.5, learning_rate=1e-2, batch=2, ema=0.9, validate_minutes=0.25, scenes=STILL)


def written(name: str = "p", collection: str = "a", count: int = 4) -> LinePage:
    """A page at three times the packed size, with bars for lines."""
    grey = np.full((900, 700), 220, np.uint8)
    lines = []
    for y in range(200, 200 + 150 * count, 150):
        cv2.putText(grey, "mnemonic nun", (90, y), cv2.FONT_HERSHEY_SIMPLEX, 2.5, 40, 6)
        outline = ((80.0, y - 85.0), (640.0, y - 85.0), (640.0, y + 35.0), (80.0, y + 35.0))
        lines.append(Line(((80.0, float(y)), (640.0, float(y))), outline))
    page = pack_page(grey, Page(name, 700, 900, (Region(tuple(lines)),)), name, collection, "train")
    assert page is not None
    return page


PAGES = [written("p"), written("q", count=2)]


def fitting(config: LineFitConfig) -> LineFitting:
    torch.manual_seed(0)
    return LineFitting(LineNet(LineNetConfig((8, 12, 16))), config, clock=count().__next__)


def test_lines_are_packed_at_one_height() -> None:
    image, lines = PAGES[0].image(), PAGES[0].lines
    assert image.shape == (300, 233)
    assert [line.up + line.down for line in lines] == pytest.approx([PACKED_HEIGHT] * 4, rel=0.02)
    assert [line.baseline[0, 1] for line in lines] == pytest.approx([66.3, 116.3, 166.3, 216.3], abs=0.3)


def test_a_page_without_lines_is_not_packed() -> None:
    assert pack_page(np.zeros((9, 9), np.uint8), Page("p", 9, 9, ()), "p", "a", "train") is None


def test_pages_survive_their_file(tmp_path: Path) -> None:
    save_pages(tmp_path / "pages.npz", PAGES)
    again = load_pages(tmp_path / "pages.npz")
    assert [(p.picture, p.name, p.collection, p.split, len(p.lines)) for p in again] == [
        (p.picture, p.name, p.collection, p.split, len(p.lines)) for p in PAGES
    ]
    assert again[0].lines[1].baseline == pytest.approx(PAGES[0].lines[1].baseline, abs=0.06)


def test_pages_are_seen_by_the_root_of_their_collection() -> None:
    shares = page_shares([written("a", "big")] * 4 + [written("b", "small")], {})
    assert shares.tolist() == pytest.approx([1 / 6] * 4 + [1 / 3])


def test_targets_mark_baseline_ends_reach_and_direction() -> None:
    line = LineShape(np.array([[20, 40], [100, 40]], np.float32), up=16, down=8)
    maps = line_targets([line], (40, 60))
    assert np.flatnonzero(maps[BASELINE, :, 30]).mean() == pytest.approx(20, abs=0.6)
    assert maps[END, :, 10].sum() > 5 > maps[END, :, 30].sum() == 0
    on = maps[BASELINE] > 0
    assert np.exp(maps[[UP, DOWN]][:, on]).mean(1) == pytest.approx([16 / STRIDE, 8 / STRIDE])
    assert (maps[COSINE][on] == 1).all()


def test_a_scene_keeps_lines_on_their_ink() -> None:
    every = SceneConfig(256, 256, turned=0.5, spread=0.3, notes=0.5, insertions=0.5)
    ratios = []
    for seed in range(12):
        picture, lines = scene(PAGES, seed % 2, np.random.default_rng(seed), every)
        assert picture.shape == (256, 256)
        darkness = net_input(picture)
        mask = line_targets([replace(s, baseline=_raised(s)) for s in lines], (128, 128))[BASELINE] > 0
        seen = cv2.resize(darkness, (128, 128), interpolation=cv2.INTER_AREA)
        ratios.append(seen[mask].mean() - seen[~mask].mean())
    assert np.median(ratios) > 0.3


def _raised(line: LineShape) -> np.ndarray:
    """The middle of the small letters."""
    run = line.baseline[-1] - line.baseline[0]
    below = np.array([-run[1], run[0]]) / np.hypot(*run)
    return (line.baseline - below * line.up * 0.3).astype(np.float32)


def test_scenes_are_seeded() -> None:
    first, _ = scene(PAGES, 0, np.random.default_rng(5), SceneConfig(96, 96))
    again, _ = scene(PAGES, 0, np.random.default_rng(5), SceneConfig(96, 96))
    assert np.array_equal(first, again)


def test_lines_are_learned() -> None:
    results = list(fitting(TINY).run(PAGES, lambda net: {"a": 0.5}))
    assert len(results) == 2
    assert results[-1].loss < 0.9 * results[0].loss
    assert results[-1].mean == 0.5


def test_a_stopped_training_goes_on_from_its_state() -> None:
    first = fitting(replace(TINY, minutes=0.1))
    *_, last = first.run(PAGES, lambda net: {"a": 0.0})
    second = fitting(replace(TINY, minutes=0.2))
    second.load_state_dict(first.state_dict())
    assert (second.step, second.seconds) == (last.step, last.seconds)
    *_, further = second.run(PAGES, lambda net: {"a": 0.0})
    assert further.step > last.step
