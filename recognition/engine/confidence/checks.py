"""Random checks: which words are asked about whatever their confidence, and what they prove of the others.

What nobody is asked about is right as often as confidences promise, which nobody knows. A few words drawn by chance
measure it.
"""

from __future__ import annotations

from math import sqrt
from typing import Any, NamedTuple

#: Lots are per cent.
_LOTS = 100
#: Below 2³¹, so that no product here leaves 64 bits. The prime leaves 2 when divided by 3: cubes hit each rest once.
_PRIME, _FACTOR = 2_147_483_579, 1_327_217_867
#: A normal variable is within so many standard deviations in 95 % of all cases.
_DEVIATIONS = 1.959964


class Interval(NamedTuple):
    """Shares, 0 to 1, between which another one is."""

    low: float
    high: float


def lot(key: Any) -> Any:
    """What a word with this primary key has drawn, 0 to 99: for a number a number, for an expression of Django's one
    that a database evaluates to the same.

    Keys of neighbours follow each other. Multiples of a number modulo another come back in steps of few lengths, as
    lines do, so it is the cube that is multiplied.
    """
    rest = key % _PRIME
    return rest * rest % _PRIME * rest % _PRIME * _FACTOR % _PRIME % _LOTS


def is_check(key: int, share: int) -> bool:
    """Whether a word is among the `share` per cent that are checked. Who is stays when the share grows."""
    return bool(lot(key) < share)


def wilson(right: int, made: int) -> Interval:
    """Where the share of right ones among all is in 95 % of all cases, if of `made` ones drawn by chance so many were
    right (Wilson 1927); anywhere without any."""
    if not made:
        return Interval(0.0, 1.0)
    share, spread = right / made, _DEVIATIONS**2 / made
    middle = (share + spread / 2) / (1 + spread)
    half = sqrt(share * (1 - share) * spread + spread**2 / 4) / (1 + spread)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def in_the_end(sure: Interval, unasked: int, words: int) -> Interval:
    """The share of right ones among all words, once all that is asked about is decided, and so right: of `unasked`
    ones as many are as `sure` says."""
    return Interval(*(1 - unasked * (1 - share) / words for share in sure)) if words else Interval(1.0, 1.0)
