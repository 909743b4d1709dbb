from __future__ import annotations

import pytest

from recognition.engine.evaluation.ablation import HEAD, PageScore, effect, markdown, variants
from recognition.engine.evaluation.errors import ErrorRates
from recognition.engine.evaluation.layout import LineCounts


def score(document: str, edits: int, met: int = 100) -> PageScore:
    """A page of 100 characters and 100 points of true and of found baselines."""
    rates = ErrorRates(character_edits=edits, characters=100)
    return PageScore(document, rates, LineCounts(true_points=100, true_met=met, found_points=100, found_met=met))


def test_each_step_is_turned_from_what_it_is_by_default() -> None:
    found = variants(["a", "b", "c"], ["a", "c"], ["a", "b"])
    assert found == {"-a": ("c",), "+b": ("a", "b", "c")}


def test_measures_are_of_sums_over_all_pages() -> None:
    same = [score("x", 10), score("y", 30, met=50)]
    found = effect(same, same)
    assert (found.cer, found.f1) == pytest.approx((0.2, 0.75))
    assert found.cer_change == found.f1_change == 0
    assert found.cer_interval == (0, 0)


def test_a_gain_on_every_document_is_certain() -> None:
    before = [score(name, 20, met=80) for name in "abcdef"]
    after = [score(name, 10 + n, met=90) for n, name in enumerate("abcdef")]
    found = effect(before, after)
    assert found.cer_change == pytest.approx(-0.075)
    assert found.cer_interval[1] < 0 < found.f1_interval[0]


def test_a_gain_on_one_document_of_many_pages_is_not() -> None:
    """Twenty pages of one hand are one piece of evidence."""
    before = [score("a", 20) for _ in range(20)] + [score("b", 20), score("c", 20)]
    after = [score("a", 10) for _ in range(20)] + [score("b", 22), score("c", 22)]
    found = effect(before, after)
    assert found.cer_change < 0
    assert found.cer_interval[1] > 0


def test_a_row_of_the_table() -> None:
    row = markdown("+b", effect([score("a", 20)], [score("a", 10, met=90)]))
    assert row == "| +b | 10.00 % | -10.00 | -10.00 … -10.00 | 0.900 | -0.100 | -0.100 … -0.100 |"
    assert row.count("|") == HEAD.splitlines()[0].count("|")
