from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recognition.engine.hands import HandsError, HandSpace, group_pages, hand_features
from recognition.engine.recognizer.crnn import Crnn, CrnnConfig

#: Pages 0 and 1 are near each other, 2 and 3 too.
APART = np.array([[0, 0.1, 1, 1], [0.1, 0, 1, 1], [1, 1, 0, 0.2], [1, 1, 0.2, 0]], np.float32)


def test_near_pages_are_one_group() -> None:
    assert sorted(group_pages(APART, 0.4, [None] * 4)) == [[0, 1], [2, 3]]


def test_nothing_is_joined_beyond_the_threshold() -> None:
    assert len(group_pages(APART, 0.15, [None] * 4)) == 3


def test_pages_that_a_person_put_apart_stay_apart() -> None:
    assert sorted(group_pages(APART, 0.4, [7, 8, None, None])) == [[0], [1], [2, 3]]


def test_a_page_between_two_given_hands_joins_only_one() -> None:
    groups = group_pages(np.full((3, 3), 0.1, np.float32), 0.4, [7, 8, None])
    assert sorted(map(len, groups)) == [1, 2]
    assert not any({0, 1} <= set(group) for group in groups)


def test_pages_that_a_person_put_together_stay_together() -> None:
    assert sorted(group_pages(APART, 0.15, [7, None, 7, None])) == [[0, 2], [1], [3]]


def test_no_pages_are_no_groups() -> None:
    assert group_pages(np.zeros((0, 0), np.float32), 0.4, []) == []


def test_features_do_not_depend_on_the_batch() -> None:
    model = Crnn(CrnnConfig(classes=5)).eval()
    narrow, wide = (np.random.default_rng(width).integers(0, 255, (48, width), np.uint8) for width in (96, 192))
    together = hand_features(model, [wide, narrow])
    assert together[0] == pytest.approx(hand_features(model, [wide])[0], abs=1e-2)


def test_bare_paper_tells_nothing_of_a_hand() -> None:
    model = Crnn(CrnnConfig(classes=5)).eval()
    strip = np.full((48, 400), 220, np.uint8)
    strip[16:32, 8:200:8] = 20
    longer = np.pad(strip, ((0, 0), (0, 200)), constant_values=220)
    near, far = (hand_features(model, [one])[0] for one in (longer, 255 - longer))
    whole = hand_features(model, [strip])[0]
    assert np.linalg.norm(whole - near) < 0.2 * np.linalg.norm(whole - far)


def test_a_space_survives_its_file(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    pages = rng.normal(size=(6, 4)).astype(np.float32)
    space = HandSpace(pages.mean(0), rng.normal(size=(4, 3)).astype(np.float32), 0.4, "abc")
    space.save(tmp_path / "hands.json")
    kept = HandSpace.load(tmp_path / "hands.json")
    assert (kept.threshold, kept.reader) == (0.4, "abc")
    assert kept.distances(pages) == pytest.approx(space.distances(pages), abs=1e-2)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hands.json").write_text("[]")
    with pytest.raises(HandsError, match="learn_hands"):
        HandSpace.load(tmp_path / "hands.json")
