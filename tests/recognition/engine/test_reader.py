"""What the shipped reader says of lines it can read: texts, places and probabilities that hang together."""

from pathlib import Path

import pytest

from recognition.engine.imaging.decode import read_grey
from recognition.engine.layout.strips import cut_strip
from recognition.engine.reader import MOST_ALTERNATIVES, LineReading, Reader
from recognition.formats.ground_truth import read_ground_truth

SAMPLE = Path(__file__).resolve().parents[3] / "recognition" / "sample"


@pytest.fixture(scope="module")
def readings() -> list[LineReading]:
    letter = next(read_ground_truth(SAMPLE, frozenset({"sample"})))
    grey = read_grey(letter.image.read_bytes(), letter.name)
    return Reader.load().read_strips([cut_strip(grey, line).image for line in letter.page.lines()])


def test_alternatives_begin_with_the_reading_and_leave_it_its_share(readings: list[LineReading]) -> None:
    words = [word for line in readings for word in line.words]
    assert len(words) > 50
    for word in words:
        texts = [a.text for a in word.alternatives]
        assert texts[0] == word.text
        assert len(set(texts)) == len(texts) <= MOST_ALTERNATIVES
        assert word.confidence is not None
        assert all((a.confidence or 0.0) <= 1 - word.confidence + 1e-4 for a in word.alternatives[1:])


def test_words_stand_side_by_side_on_their_line(readings: list[LineReading]) -> None:
    for line in readings:
        assert len(line.spans) == len(line.words)
        assert all(start < end for start, end in line.spans)
        assert [s for s, _ in line.spans] == sorted(s for s, _ in line.spans)


def test_no_strips_no_readings() -> None:
    assert Reader.load().read_strips([]) == []
