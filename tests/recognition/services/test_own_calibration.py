"""What held-out lines tell of how sure a taught reader may be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from recognition.engine.confidence.calibration import Calibration, fit_calibration
from recognition.engine.confidence.features import FEATURES, word_features
from recognition.engine.decoding.words import Candidate, DecodedWord
from recognition.engine.learning.parts import Part
from recognition.engine.reader import LineReading
from recognition.engine.transcription import Word
from recognition.services import own_calibration
from recognition.services.dataset_lines import DatasetLine
from recognition.services.own_calibration import own_calibrations

WIDTH = 40


class TwoWords:
    """Reads “my deer” on every line, each word on a half of it, and is as sure of both."""

    def __init__(self, is_its_hand: bool = True) -> None:
        rng = np.random.default_rng(0)
        features = rng.normal(size=(500, len(FEATURES)))
        self.calibrations = {False: fit_calibration(features, features[:, 0] > 0)}
        self.is_its_hand = is_its_hand

    def for_page(self, strips: Sequence[np.ndarray]) -> object:
        return self if self.is_its_hand else None

    def language(self, code: str) -> None:
        """None is known."""

    def read_strips(self, strips: Sequence[np.ndarray], language: None) -> list[LineReading]:
        words = (Word("my", ()), Word("deer", ()))
        return [LineReading(words, ((0, 18), (22, WIDTH)), tuple(map(decoded, words))) for _ in strips]


def decoded(word: Word) -> DecodedWord:
    text = Candidate(word.text, -0.1, 0.5)
    return DecodedWord(text, 0, 9, 1, 8, (text,), text, (-0.1,) * len(word.text), (0.0, -0.1), True)


def lines(count: int, *parts: Part) -> list[DatasetLine]:
    return [
        DatasetLine(page, page, (), False, str(page), parts, np.zeros((48, WIDTH), np.uint8)) for page in range(count)
    ]


def sure(calibration: Calibration) -> tuple[float, float]:
    """Of both words, when they stand beside each other."""
    rows = word_features([decoded(Word("my", ())), decoded(Word("deer", ()))])
    my, deer = calibration.confidence(rows)
    return float(my), float(deer)


def test_words_are_judged_by_what_people_said_is_written() -> None:
    reader = TwoWords()
    (found,) = own_calibrations(reader, "none", lines(200, Part("my dear", 0.0, 1.0))).values()
    before, after = sure(reader.calibrations[False]), sure(found)
    assert found.words == 400
    assert after[0] > after[1]
    assert after[1] < before[1]


def test_only_where_somebody_has_said_it() -> None:
    (found,) = own_calibrations(TwoWords(), "none", lines(200, Part("my", 0.0, 0.5))).values()
    assert found.words == 200


@pytest.mark.parametrize(("count", "is_its_hand"), [(own_calibration.LEAST // 2 - 1, True), (200, False)])
def test_few_words_and_pages_that_the_base_reads_tell_nothing(count: int, is_its_hand: bool) -> None:
    assert own_calibrations(TwoWords(is_its_hand), "none", lines(count, Part("my dear", 0.0, 1.0))) == {}
