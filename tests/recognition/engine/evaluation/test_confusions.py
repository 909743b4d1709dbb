from __future__ import annotations

import pytest

from recognition.engine.evaluation.confusions import NOTHING, confusions


@pytest.mark.parametrize(
    ("truth", "reading", "expected"),
    [
        ("nun", "num", {("n", "m"): 1}),
        ("seeds", "seds", {("e", NOTHING): 1}),
        ("a b", "ab", {(" ", NOTHING): 1}),
        ("my", "mys", {(NOTHING, "s"): 1}),
        ("uuu", "nnn", {("u", "n"): 3}),
        ("l’eau", "l'eau  ", {}),
    ],
)
def test_edits_are_counted_by_their_characters(truth: str, reading: str, expected: dict) -> None:
    assert confusions(truth, reading) == expected
