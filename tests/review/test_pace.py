"""What is timed as what, and what a forecast rests on, as tables."""

from __future__ import annotations

import pytest

from review.pace import Basis, Sum, Timed, forecast, hides_each, tells_of_work, timed_as
from review.policy import Kind

NONE = Sum(0, 0.0, 0)


@pytest.mark.parametrize(
    ("kind", "text", "timed"),
    [
        (Kind.ACCEPTED, "Dyer", Timed.KEPT),
        (Kind.CHANGED, "Dyar", Timed.CHOSEN),
        (Kind.CHANGED, "Hooker", Timed.TYPED),
        (Kind.ILLEGIBLE, "", Timed.ILLEGIBLE),
        (Kind.NOT_A_WORD, "", Timed.NOT_A_WORD),
        (Kind.SKIPPED, "", Timed.SKIPPED),
        (Kind.ESCALATED, "", Timed.SKIPPED),
    ],
)
def test_choosing_and_typing_are_told_apart(kind, text, timed) -> None:
    assert timed_as(kind, text, ["Dyer", "Dyar"]) is timed


@pytest.mark.parametrize(
    ("seconds", "words", "tells"),
    [(1.6, 1, True), (60.0, 1, True), (61.0, 1, False), (61.0, 8, True), (301.0, 8, False), (0.0, 1, False),
     (-1.0, 1, False), (float("nan"), 1, False), (float("inf"), 8, False)],
)  # fmt: skip
def test_an_interruption_is_no_work(seconds, words, tells) -> None:
    assert tells_of_work(seconds, words) is tells


@pytest.mark.parametrize(("people", "words", "hides"), [(3, 30, True), (2, 3000, False), (3, 29, False), (0, 0, False)])
def test_a_sum_of_few_is_not_shown(people, words, hides) -> None:
    assert hides_each(people, words) is hides


@pytest.mark.parametrize(
    ("sure", "people", "own", "each", "basis"),
    [
        (1.0, NONE, NONE, 1.6, Basis.ASSUMED),
        (0.0, NONE, NONE, 3.4, Basis.ASSUMED),
        (0.5, NONE, NONE, 2.5, Basis.ASSUMED),
        (0.5, Sum(100, 200.0, 3), NONE, 2.0, Basis.PEOPLE),
        (0.5, Sum(100, 200.0, 3), Sum(100, 500.0), 2.0, Basis.PEOPLE),
        (0.5, Sum(100, 200.0, 2), NONE, 2.5, Basis.ASSUMED),  # of two people nothing is told
        (0.5, Sum(100, 200.0, 2), Sum(50, 150.0), 3.0, Basis.OWN),
        (0.5, NONE, Sum(29, 150.0), 2.5, Basis.ASSUMED),
    ],
)
def test_what_a_forecast_rests_on(sure, people, own, each, basis) -> None:
    told = forecast(1440, sure, people=people, own=own)
    assert (told.each, told.basis) == (pytest.approx(each), basis)
    assert told.hours == pytest.approx(1440 * each / 3600)


def test_the_last_word_takes_a_minute_at_most() -> None:
    assert forecast(1, 1.0, people=NONE, own=NONE).minutes == 1
