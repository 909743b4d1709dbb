from __future__ import annotations

import numpy as np
import pytest

from recognition.engine.evaluation.binarisation import InkCounts


def test_f_measure_and_psnr_of_sums() -> None:
    truth = np.zeros((10, 10), bool)
    truth[:, :4] = True
    found = np.zeros((10, 10), bool)
    found[:, 2:5] = True
    counts = InkCounts()
    counts.update(truth, truth)
    counts.update(truth, found)
    assert (counts.hit, counts.missed, counts.made_up) == (60, 20, 10)
    assert counts.f_measure == pytest.approx(2 * 60 / (2 * 60 + 30))
    assert counts.psnr == pytest.approx(10 * np.log10(200 / 30))
