"""What the robot at the desk takes for true, how it mends a text, and what a plain editor would cost."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright")

from benchmarks.desk_model import KEY, POINT, THINK, line_by_line
from benchmarks.desk_robot import mending
from benchmarks.desk_truth import KnownWord, Truth


@pytest.mark.parametrize(
    ("text", "true", "keys"),
    [
        ("boak", "book", ["ArrowLeft", "Backspace", "o"]),
        ("books", "book", ["Backspace"]),
        ("book", "book,", [","]),
        ("book", "books", ["End", "s"]),
        ("nook", "book", ["Delete", "b"]),
        ("Kew", "(Kew)", ["Home", "(", "End", ")"]),
        ("abcdefgh", "axcdxfgh", ["Home", "ArrowRight", "Delete", "x", "ArrowRight", "ArrowRight", "Delete", "x"]),
    ],
)
def test_a_text_is_mended_with_the_fewest_keys(text, true, keys) -> None:
    assert mending(text, true) == keys


def test_in_a_plain_editor_every_word_is_looked_at_and_a_wrong_one_typed() -> None:
    words = [KnownWord(word, word, is_asked=False) for word in ("I", "have", "gone", "into")]
    whole = Truth("kew", lines={1: words})
    wrong = Truth("kew", lines={1: [*words[:3], KnownWord("onto", "into", is_asked=True)]})
    assert line_by_line([whole]).seconds == pytest.approx(4 * THINK + KEY)
    assert line_by_line([wrong]).seconds == pytest.approx(5 * THINK + POINT + 3 * KEY)
