from __future__ import annotations

import pytest

from recognition.engine.evaluation.bootstrap import paired_gain
from recognition.engine.evaluation.errors import ErrorRates


def pages(*edits: int) -> list[ErrorRates]:
    return [ErrorRates(character_edits=e, characters=100) for e in edits]


def test_fewer_errors_on_every_page_are_a_sure_gain() -> None:
    gain = paired_gain(pages(20, 22, 18, 25), pages(10, 12, 9, 14))
    assert gain.mean == pytest.approx(0.1)
    assert 0 < gain.low <= gain.mean <= gain.high


def test_one_good_page_among_others_is_no_sure_gain() -> None:
    gain = paired_gain(pages(20, 20, 20, 60), pages(21, 22, 21, 10))
    assert gain.mean > 0 > gain.low


def test_the_same_pages_give_the_same_interval() -> None:
    before, after = pages(20, 22, 18, 25), pages(10, 25, 9, 14)
    assert paired_gain(before, after) == paired_gain(before, after)


def test_pages_must_be_the_same() -> None:
    with pytest.raises(ValueError, match="shorter"):
        paired_gain(pages(1, 2), pages(1))
