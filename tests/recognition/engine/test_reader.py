"""What the shipped reader says of lines it can read: texts, places and probabilities that hang together."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from recognition.engine.alternatives import MOST_ALTERNATIVES
from recognition.engine.decoding.beam import Hypothesis
from recognition.engine.decoding.patterns import closed_list, from_regex
from recognition.engine.evaluation.errors import ErrorRates
from recognition.engine.evaluation.true_words import cut_true_words
from recognition.engine.imaging.decode import read_grey
from recognition.engine.imaging.skew import turned
from recognition.engine.layout.strips import cut_strip
from recognition.engine.reader import LineReading, Reader
from recognition.engine.recognizer.reading import LineFrames, frame_log_probs
from recognition.engine.recognizer.second_reader import DOUBTFUL
from recognition.engine.text import normalise
from recognition.formats.ground_truth import GroundTruthPage, read_ground_truth

SAMPLE = Path(__file__).resolve().parents[3] / "recognition" / "sample"


@pytest.fixture(scope="module")
def letter() -> GroundTruthPage:
    return next(read_ground_truth(SAMPLE, frozenset({"sample"})))


@pytest.fixture(scope="module")
def strips(letter: GroundTruthPage) -> list[np.ndarray]:
    grey = read_grey(letter.image.read_bytes(), letter.name)
    return [cut_strip(grey, line).image for line in letter.page.lines()]


@pytest.fixture(scope="module")
def readings(strips: list[np.ndarray]) -> list[LineReading]:
    return Reader.load().read_strips(strips)


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


def test_lines_that_are_fields_are_read_within_their_pattern(letter: GroundTruthPage, strips: list[np.ndarray]) -> None:
    truths = [normalise(line.truth or "") for line in letter.page.lines()]
    readings = Reader.load().read_strips(strips, pattern=closed_list(truths))
    assert [line.text for line in readings] == truths
    assert all(word.confidence for line in readings for word in line.words)


def test_a_field_that_cannot_be_written_is_read_freely_and_surely_asked_about(
    strips: list[np.ndarray], readings: list[LineReading]
) -> None:
    first = Reader.load().read_strips(strips[:1], pattern=from_regex("[0-9]{500}"))[0]
    assert first.text == readings[0].text
    assert {word.confidence for word in first.words} == {0.0}


@pytest.mark.parametrize("angle", [90, 180])
def test_a_turned_page_is_read_as_an_upright_one_is(letter: GroundTruthPage, angle: float) -> None:
    grey = read_grey(letter.image.read_bytes(), letter.name)
    truth = " ".join(line.truth or "" for line in letter.page.lines())
    reader, rates = Reader.load(), []
    for picture in (grey, turned(grey, angle).grey):
        rate = ErrorRates()
        rate.update(
            truth, " ".join(line.text for line in reader.read_page(picture, ("upright", "deskew")).page.lines())
        )
        rates.append(rate.cer)
    assert rates[1] < rates[0] + 0.05


def test_no_strips_no_readings() -> None:
    assert Reader.load().read_strips([]) == []


class Contrary:
    """A second reader that likes what the beam likes least."""

    def choose(self, line: LineFrames, hypotheses: Sequence[Hypothesis]) -> Hypothesis:
        return hypotheses[-1]


def test_only_doubtful_lines_are_read_a_second_time(letter: GroundTruthPage, strips: list[np.ndarray]) -> None:
    reader = Reader.load()
    language = reader.language(letter.language)
    once, alone = reader.read_strips(strips, language), reader.read_strips(strips)
    reader.second = Contrary()
    twice = reader.read_strips(strips, language)
    doubtful = [min(w.confidence or 0.0 for w in line.words) < DOUBTFUL for line in once]
    assert any(doubtful)
    assert [a.text != b.text for a, b in zip(once, twice, strict=True)] == doubtful
    assert [line.text for line in reader.read_strips(strips)] == [line.text for line in alone]


def test_words_cut_from_their_lines_are_read_by_themselves(letter: GroundTruthPage, strips: list[np.ndarray]) -> None:
    reader = Reader.load()
    frames = frame_log_probs(reader.model, strips)
    truths = [normalise(line.truth or "") for line in letter.page.lines()]
    cut = [cut_true_words(s, f, reader.alphabet, t) for s, f, t in zip(strips, frames, truths, strict=True)]
    assert [" ".join(text for text, _ in line) for line in cut] == truths
    words = [word for line in cut for word in line]
    read = reader.read_words([picture for _, picture in words], reader.language(letter.language))
    right = [found is not None and found.text == text for found, (text, _) in zip(read, words, strict=True)]
    assert sum(right) > len(words) / 2
    assert all(word.alternatives[0].text == word.text and word.confidence for word in read if word)


def test_an_empty_picture_of_a_word_has_none_of_any_size() -> None:
    assert Reader.load().read_words([np.full(size, 220, np.uint8) for size in ((9, 5), (200, 600))]) == [None, None]


def test_each_letter_is_read_in_its_own_language() -> None:
    reader = Reader.load()
    found = {}
    for truth in read_ground_truth(SAMPLE, frozenset({"sample"})):
        if truth.document not in found:
            grey = read_grey(truth.image.read_bytes(), truth.name)
            guessed = reader.guess([cut_strip(grey, line).image for line in list(truth.page.lines())[:12]])
            found[truth.document] = (guessed.code if guessed else None, truth.language)
    assert {true for _, true in found.values()} == {"eng", "fra"}
    assert all(guessed == true for guessed, true in found.values()), found


def test_nothing_to_read_has_no_language() -> None:
    assert Reader.load().guess([]) is None
