from __future__ import annotations

import cv2
import numpy as np
import pytest

from recognition.engine.imaging.alignment import aligned, between_wholes


def blots(seed: int) -> np.ndarray:
    values = np.random.default_rng(seed).random((120, 160), np.float32)
    return cv2.GaussianBlur(values, (0, 0), 6)


def test_a_moved_picture_is_laid_back_on_itself() -> None:
    source = blots(1)
    shift = np.array([[1, 0, 3], [0, 1, -2]], np.float32)
    moved = cv2.warpAffine(source, shift, (160, 120), borderMode=cv2.BORDER_REFLECT)
    found = aligned(source, moved, np.eye(2, 3))
    assert found is not None
    assert found[0] == pytest.approx(np.array([[1, 0, 3], [0, 1, -2]]), abs=0.2)
    assert found[1] > 0.95


def test_an_empty_picture_can_be_laid_on_nothing() -> None:
    assert aligned(blots(1), np.zeros((120, 160), np.float32), np.eye(2, 3)) is None


def test_a_map_between_small_pictures_holds_for_the_whole_ones() -> None:
    whole = between_wholes(np.array([[1.0, 0.0, 5.0], [0.0, 1.0, 0.0]]), 0.5, 0.25)
    assert whole @ [10, 20, 1] == pytest.approx([40, 40])  # 5 and 10 when small, moved to 10 and 10
