"""A page through our line finder and another reader's words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from recognition.engine.backends.lines import box, strip_line
from recognition.engine.backends.page_reader import BackendPageReader
from recognition.engine.confidence.calibration import fit_calibration
from recognition.engine.confidence.foreign import foreign_features
from recognition.engine.geometry import bounds
from recognition.engine.transcription import Alternative, Line, Word
from tests.recognition.engine.backends.pictures import LINES, page


class Halver:
    """Reads every strip as two words, each half of it."""

    name, version, dollars_a_page, needs_network, calibrated = "kraken", "halver 1", 0.0, False, False

    def __init__(self) -> None:
        self.calls: list[tuple[int, str]] = []

    def read_lines(self, strips: Sequence[np.ndarray], language: str = "") -> list[Line]:
        self.calls.append((len(strips), language))
        return [self._line(*strip.shape) for strip in strips]

    def _line(self, height: int, width: int) -> Line:
        halves = [(0, width / 2, "left", 0.9), (width / 2, width, "right", 0.3)]
        return strip_line([Word(text, box(a, 0, b, height), c) for a, b, text, c in halves], width, height)


def test_words_stand_on_the_page_with_pictures() -> None:
    backend = Halver()
    read = BackendPageReader(backend, None, "eng").read_page(page(), (), "p")
    lines = list(read.page.lines())
    assert [line.text for line in lines] == ["left right"] * len(LINES)
    assert backend.calls == [(len(LINES), "eng")]
    for number, line in enumerate(lines, 1):
        (_, top, middle, bottom), (start, *_) = (bounds(word.polygon) for word in line.words)
        assert top < 100 * number < bottom + 1
        assert start == pytest.approx(middle, abs=3)
        assert read.pictures[line.id].spans[1][1] == 1.0


def test_without_a_calibration_its_own_confidences_stand_and_the_card_says_so() -> None:
    reader = BackendPageReader(Halver(), None, "")
    (left, right) = next(reader.read_page(page(), ()).page.lines()).words
    assert (left.confidence, right.confidence) == (0.9, 0.3)
    assert right.alternatives == (Alternative("right", 0.3),)
    assert reader.card == {"reader": "kraken", "confidence": "its own"}


def test_a_calibration_changes_confidences_and_version() -> None:
    own, words = BackendPageReader(Halver(), None, ""), [Word("left", confidence=0.9), Word("right", confidence=0.3)]
    features = np.concatenate([foreign_features(words)] * 50)
    reader = BackendPageReader(Halver(), fit_calibration(features, np.zeros(100, bool)), "")
    assert all((w.confidence or 1) < 0.1 for w in next(reader.read_page(page(), ()).page.lines()).words)
    assert reader.card["confidence"] == "calibrated"
    assert reader.checksum != own.checksum
    assert len(own.checksum) == 64
