"""Damaged sheets with their truth, and a net that learns from them."""

from __future__ import annotations

import numpy as np
import pytest

from recognition.engine.imaging.ink_net import load_net, save_net
from recognition.engine.learning.ink_fit import InkFitConfig, InkFitting
from recognition.engine.learning.ink_samples import DAMAGES, Damage, InkSample, damaged, write_leaf

WORDS = "the parcel came on Tuesday with lamp oil and a plum cake".split()


@pytest.fixture(scope="module")
def leaf(font: bytes):
    return write_leaf(WORDS, font, 192, np.random.default_rng(3))


def contrast(sample: InkSample) -> float:
    """How much darker ink is than paper, in grey levels."""
    ink = sample.truth > 0
    return float(np.median(sample.grey[~ink])) - float(np.median(sample.grey[ink]))


@pytest.mark.parametrize("name", list(DAMAGES))
def test_the_truth_stays_under_any_damage(leaf, name: str) -> None:
    sample = damaged(*leaf, DAMAGES[name], np.random.default_rng(1))
    assert sample.grey.shape == sample.truth.shape == (192, 192)
    assert 0.02 < (sample.truth > 0).mean() < 0.4
    assert contrast(sample) > 5


def test_faded_ink_is_paler(leaf) -> None:
    fresh, faded = (damaged(*leaf, Damage(faded=f), np.random.default_rng(1)) for f in (0.0, 1.0))
    assert contrast(faded) < 0.6 * contrast(fresh)
    assert (faded.truth == fresh.truth).all()


def test_only_a_leaf_written_through_has_a_picture_of_its_other_side(leaf) -> None:
    assert damaged(*leaf, Damage(), np.random.default_rng(1)).other is None
    assert damaged(*leaf, Damage(bleed=1.0), np.random.default_rng(1)).other is not None


def test_the_loss_falls_and_a_stopped_training_goes_on(leaf, tmp_path) -> None:
    samples = [damaged(*leaf, Damage(), np.random.default_rng(1))]
    config = InkFitConfig(steps=12, batch=2, crop=64, report=4)
    fitting = InkFitting(config)
    results = fitting.run(samples)
    first = next(results)
    resumed = InkFitting(config)
    resumed.load_state_dict(fitting.state_dict())
    rest = list(resumed.run(samples))
    assert [r.step for r in (first, *rest)] == [4, 8, 12]
    assert rest[-1].loss < first.loss
    save_net(tmp_path / "ink.safetensors", resumed.net)
    assert load_net(tmp_path / "ink.safetensors").head.weight.shape == (1, 12, 1, 1)
