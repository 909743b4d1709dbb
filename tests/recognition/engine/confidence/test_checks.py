"""Which words are drawn as random checks, and what these prove."""

from __future__ import annotations

from itertools import pairwise

import pytest

from recognition.engine.confidence.checks import Interval, in_the_end, is_check, lot, wilson

KEYS = 50_000


@pytest.mark.parametrize("share", [1, 3, 20])
@pytest.mark.parametrize("first", [1, 1_000_000, 2**40])
def test_about_so_many_words_are_drawn_as_are_wanted(first, share) -> None:
    drawn = sum(is_check(key, share) for key in range(first, first + KEYS))
    deviation = (KEYS * share / 100 * (1 - share / 100)) ** 0.5
    assert abs(drawn - KEYS * share / 100) < 4 * deviation


@pytest.mark.parametrize("first", [1, 1_000_000])
def test_no_distance_between_two_words_is_likelier_than_chance_makes_it(first) -> None:
    """For words ten to a line, and any other length: who is drawn says nothing about who is so many words on."""
    drawn = {key for key in range(first, first + KEYS) if is_check(key, 20)}
    expected = len(drawn) ** 2 / KEYS
    for distance in range(1, 120):
        together = sum(key + distance in drawn for key in drawn)
        assert abs(together - expected) < 5 * expected**0.5, distance


def test_words_follow_each_other_in_steps_of_many_lengths() -> None:
    drawn = [key for key in range(1, KEYS) if is_check(key, 3)]
    steps = {after - before for before, after in pairwise(drawn)}
    assert min(steps) == 1
    assert len(steps) > 100


def test_who_is_drawn_stays_so_with_a_larger_share() -> None:
    few, many = ({key for key in range(KEYS) if is_check(key, share)} for share in (2, 3))
    assert few < many


@pytest.mark.parametrize(("share", "drawn"), [(0, False), (100, True)])
def test_none_and_all(share, drawn) -> None:
    assert {is_check(key, share) for key in range(1, 1000)} == {drawn}


def test_every_step_fits_in_64_bits() -> None:
    """As a database works it out, which has no larger numbers."""

    class Bounded(int):
        def __mul__(self, other: int) -> Bounded:
            assert int(self) * int(other) < 2**63
            return Bounded(int(self) * int(other))

        def __mod__(self, other: int) -> Bounded:
            return Bounded(int(self) % int(other))

    for key in (1, 2_147_483_578, 2**63 - 1):
        assert lot(Bounded(key)) == lot(key)


@pytest.mark.parametrize(
    ("right", "made", "low", "high"),
    [
        # Newcombe 1998, table I: the score method, 95 %.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (118, 120, 0.9413, 0.9954),
    ],
)
def test_wilsons_interval(right, made, low, high) -> None:
    assert wilson(right, made) == pytest.approx((low, high), abs=5e-5)


def test_without_a_check_anything_may_be() -> None:
    assert wilson(0, 0) == (0, 1)


def test_all_right_is_never_certain() -> None:
    low, high = wilson(50, 50)
    assert (low, high) == pytest.approx((0.9287, 1.0), abs=5e-5)
    assert low < 1


def test_what_is_decided_is_right_and_the_rest_as_often_as_checks_say() -> None:
    assert in_the_end(Interval(0.9, 1.0), unasked=500, words=1000) == (0.95, 1.0)
    assert in_the_end(Interval(0.9, 1.0), unasked=0, words=1000) == (1.0, 1.0)
    assert in_the_end(Interval(0.0, 1.0), unasked=0, words=0) == (1.0, 1.0)
