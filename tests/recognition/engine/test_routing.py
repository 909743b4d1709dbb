"""Pages in a hand that was learned go to the tuned reader, all others to its base."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from recognition.engine.alphabet import Alphabet
from recognition.engine.hands import HandSpace, hand_features
from recognition.engine.reader import HANDS_FILE, Reader
from recognition.engine.recognizer.crnn import Crnn, CrnnConfig
from recognition.engine.routing import TunedHands, page_features

ALPHABET = Alphabet.of_texts(["lamp palm"])


def written(thickness: int, seed: int) -> np.ndarray:
    """A line by a thin or a thick pen, on paper of its own."""
    strip = np.random.default_rng(seed).integers(215, 235, (48, 400), dtype=np.uint8)
    cv2.putText(strip, "lamp map palm", (10, 34), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.1, 30, thickness)
    return strip


THIN = [written(1, seed) for seed in range(24)]
THICK = [written(5, seed) for seed in range(24)]


@pytest.fixture(scope="module")
def net() -> Crnn:
    torch.manual_seed(0)
    return Crnn(CrnnConfig(len(ALPHABET), channels=(8, 16, 16, 24), hidden=24, layers=1, dropout=0.0)).eval()


@pytest.fixture(scope="module")
def space(net: Crnn) -> HandSpace:
    lines = hand_features(net, [*THIN, *THICK])
    return HandSpace(lines.mean(0), np.diag(1 / (lines.std(0) + 1e-4)).astype(np.float32), 0.35, "base")


@pytest.fixture
def file(space: HandSpace, tmp_path: Path) -> Path:
    space.save(tmp_path / HANDS_FILE)
    return tmp_path / HANDS_FILE


@pytest.fixture(scope="module")
def hands(net: Crnn, space: HandSpace) -> TunedHands:
    return TunedHands.of(net, space, THIN)


def reader(net: Crnn, folder: Path, hands: TunedHands | None = None, base: Reader | None = None) -> Reader:
    card = hands.on_card() if hands else {}
    return Reader(net, ALPHABET, {}, "tiny", "tuned" if base else "base", card, base=base, folder=folder)


def test_a_hand_is_known_by_other_lines_of_it(net: Crnn, hands: TunedHands) -> None:
    assert hands.hold(page_features(net, [written(1, seed) for seed in (90, 91)]))
    assert not hands.hold(page_features(net, [written(5, seed) for seed in (90, 91)]))


def test_lines_in_two_hands_are_two_ways_of_writing(net: Crnn, space: HandSpace) -> None:
    both = TunedHands.of(net, space, [*THIN, *THICK])
    assert len(both.middles) == 2
    assert both.hold(page_features(net, THIN))
    assert both.hold(page_features(net, THICK))


def test_pens_of_one_hand_are_ways_of_their_own_so_that_many_pages_do_not_outweigh_a_few(
    net: Crnn, space: HandSpace
) -> None:
    other_pen = [written(2, seed) for seed in range(24)]
    wide = replace(space, threshold=1.0)
    pens = TunedHands.of(net, wide, [*THIN, *THIN, *other_pen])
    assert wide.distances(pens.middles)[0, 1] < wide.threshold, "by the limit they are of one hand"
    assert wide.distances(np.stack([page_features(net, other_pen), pens.middles[1]]))[0, 1] < 0.01


def test_a_single_run_in_another_hand_is_a_stray(net: Crnn, space: HandSpace) -> None:
    assert len(TunedHands.of(net, space, [*THIN, *THICK[:12]]).middles) == 1
    assert len(TunedHands.of(net, space, [*THIN[:12], *THICK[:12]]).middles) == 2


def test_a_card_keeps_them(net: Crnn, hands: TunedHands, file: Path) -> None:
    kept = TunedHands.of_card(hands.on_card(), "base", file)
    assert kept is not None
    assert kept.middles == pytest.approx(hands.middles, abs=1e-4)
    assert kept.hold(page_features(net, THIN))
    assert not kept.hold(page_features(net, THICK))


def test_hands_of_another_base_tell_nothing(hands: TunedHands, file: Path) -> None:
    assert TunedHands.of_card(hands.on_card(), "newer", file) is None


def test_without_a_space_of_the_base_no_hand_is_learned(net: Crnn, space: HandSpace, tmp_path: Path) -> None:
    file = tmp_path / "hands.json"
    assert TunedHands.learned(net, "base", file, THIN) is None
    space.save(file)
    assert TunedHands.learned(net, "newer", file, THIN) is None
    assert TunedHands.learned(net, "base", file, THIN) is not None


def test_a_page_goes_to_the_tuned_reader_or_its_base_as_a_whole(net: Crnn, hands: TunedHands, file: Path) -> None:
    base = reader(net, file.parent)
    tuned = reader(net, file.parent, hands, base)
    assert tuned.for_page(THIN) is tuned
    assert tuned.for_page(THICK) is base


def test_who_knows_no_hands_reads_all_pages(net: Crnn, tmp_path: Path) -> None:
    base = reader(net, tmp_path)
    tuned = reader(net, tmp_path, None, base)
    assert base.for_page(THICK) is base
    assert tuned.for_page(THICK) is tuned
