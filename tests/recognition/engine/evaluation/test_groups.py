from __future__ import annotations

import pytest

from recognition.engine.evaluation.groups import adjusted_rand_index, purity


def test_the_same_groups_under_other_names_agree() -> None:
    assert adjusted_rand_index("aabb", "xxyy") == purity("aabb", "xxyy") == 1


def test_crossed_groups_agree_less_than_chance() -> None:
    assert adjusted_rand_index("aabb", "xyxy") == pytest.approx(-0.5)
    assert purity("aabb", "xyxy") == 0.5


def test_all_in_one_group_is_chance() -> None:
    assert adjusted_rand_index("aabb", "xxxx") == 0
