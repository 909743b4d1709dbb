"""Words of a project change what is read at once: the same reader, nothing trained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from recognition.engine.decoding.lexicon import WORD, Lexicon
from recognition.engine.imaging.decode import read_grey
from recognition.engine.layout.strips import cut_strip
from recognition.engine.reader import Reader
from recognition.formats.ground_truth import GroundTruthPage, read_ground_truth

SAMPLE = Path(__file__).resolve().parents[3] / "recognition" / "sample"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def missed_and_gained(reader: Reader) -> Iterator[tuple[set[str], set[str]]]:
    """Of each sample letter the words that are in no dictionary and were misread, and those of them that are read
    right once they stand in a list."""
    for letter in read_ground_truth(SAMPLE, frozenset({"sample"})):
        language = reader.language(letter.language)
        assert language is not None
        grey = read_grey(letter.image.read_bytes(), letter.name)
        strips = [cut_strip(grey, line).image for line in letter.page.lines()]
        before = words(" ".join(line.text for line in reader.read_strips(strips, language)))
        missed = {word for word in true_words(letter) - before if not language.model.knows(word)}
        own = language.with_words(Lexicon(dict.fromkeys(missed, 1.0)))
        yield missed, missed & words(" ".join(line.text for line in reader.read_strips(strips, own)))


def true_words(letter: GroundTruthPage) -> set[str]:
    return words(" ".join(line.truth or "" for line in letter.page.lines()))


def words(text: str) -> set[str]:
    return set(WORD.findall(text))


def test_a_name_that_was_misread_is_read_right_once_it_stands_in_the_list(reader: Reader) -> None:
    assert any(gained for _, gained in missed_and_gained(reader))
