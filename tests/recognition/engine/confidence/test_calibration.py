from pathlib import Path

import numpy as np
import pytest

from recognition.engine.confidence.calibration import (
    Calibration,
    calibrations_of_card,
    calibrations_on_card,
    fit_calibration,
)
from recognition.engine.confidence.features import FEATURES, word_features
from recognition.engine.decoding.words import Candidate, DecodedWord
from recognition.engine.evaluation.confidence import auroc, expected_calibration_error


def overconfident(count: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Words whose first feature speaks twice as loud as it should."""
    rng = np.random.default_rng(0)
    features = rng.normal(size=(count, len(FEATURES)))
    right = rng.random(count) < 1 / (1 + np.exp(-2 * features[:, 0]))
    return features, right


def test_confidence_is_honest_on_words_it_was_not_fitted_on() -> None:
    features, right = overconfident()
    confidence = fit_calibration(features[:2000], right[:2000]).confidence(features[2000:])
    assert expected_calibration_error(confidence, right[2000:]) < 0.08
    assert (auroc(confidence, right[2000:]) or 0) > 0.8


def test_a_few_words_of_a_hand_refine_what_was_fitted_on_many() -> None:
    features, right = overconfident()
    general, rng = fit_calibration(features, right), np.random.default_rng(1)
    here = rng.random(4000) < 1 / (1 + np.exp(1 - features[:, 0] - features[:, 1]))
    few, others = slice(300), slice(300, None)
    ranking = {
        name: auroc(calibration.confidence(features[others]), here[others]) or 0
        for name, calibration in {
            "general": general,
            "refined": general.refined(features[few], here[few]),
            "own": fit_calibration(features[few], here[few]),
        }.items()
    }
    assert ranking["refined"] > max(ranking["general"], ranking["own"]) + 0.01


def test_hardly_any_words_change_hardly_anything() -> None:
    features, right = overconfident()
    general = fit_calibration(features, right)
    refined = general.refined(features[:3], ~right[:3])
    assert np.abs(refined.confidence(features) - general.confidence(features)).mean() < 0.05


def test_a_card_holds_those_of_its_reader() -> None:
    features, right = overconfident(400)
    own = {True: fit_calibration(features, right)}
    again = calibrations_of_card({"name": "taught", **calibrations_on_card(own)})
    assert list(again) == [True]
    assert again[True].confidence(features) == pytest.approx(own[True].confidence(features), abs=1e-4)
    assert calibrations_of_card({"name": "shipped"}) == {}


def test_nobody_is_ever_certain() -> None:
    features, right = overconfident(400)
    confidence = fit_calibration(features, right).confidence(features * 100)
    assert confidence.min() >= 0.001
    assert confidence.max() <= 0.999


def test_saved_and_loaded_it_says_the_same(tmp_path: Path) -> None:
    features, right = overconfident(400)
    calibration = fit_calibration(features, right)
    calibration.save(tmp_path / "c.json")
    again = Calibration.load(tmp_path / "c.json")
    assert again.confidence(features) == pytest.approx(calibration.confidence(features), abs=1e-4)


def test_a_calibration_of_other_features_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "c.json"
    file.write_text('{"features": ["length"], "mean": [0], "scale": [1], "weights": [0], "words": 1}')
    with pytest.raises(ValueError, match="other features"):
        Calibration.load(file)


def test_features_of_a_doubtful_word_speak_against_it() -> None:
    seeds, m = Candidate("seeds", -0.01, 0.5), Candidate("m", -1.2, -1.1)
    sure = DecodedWord(
        seeds, 0, 9, 1, 8, (seeds, Candidate("seed", -5.0, -5.0)), seeds, (-0.01,) * 5, (0.0, -0.1), True
    )
    n = Candidate("n", -1.0, -1.3)
    doubtful = DecodedWord(m, 9, 12, 9, 11, (m, n), n, (-1.0,), (-2.0, 0.0))
    rows = word_features([sure, doubtful])
    assert rows.shape == (2, len(FEATURES))
    for name in ("word", "margin", "weakest", "mean", "spaces"):
        column = FEATURES.index(name)
        assert rows[0, column] > rows[1, column], name
    assert word_features([]).shape == (0, len(FEATURES))
