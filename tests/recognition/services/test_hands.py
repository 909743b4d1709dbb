from __future__ import annotations

import numpy as np
import pytest
from django.contrib.auth.models import User

from recognition.models import Hand, Page, PageHand, Project
from recognition.services.hand_grouping import _keep
from recognition.services.hands import HandError, merge_hands, name_hand, split_off
from tests.conftest import MakePage

NEAR = np.zeros((3, 3), np.float32)
FAR = np.ones((3, 3), np.float32) - np.eye(3, dtype=np.float32)


@pytest.fixture
def pages(make_page: MakePage) -> list[Page]:
    return [make_page() for _ in range(3)]


def group(project: Project, pages: list[Page], apart: np.ndarray) -> list[int]:
    """The hand of each page after the machine has looked."""
    keys = [page.pk for page in pages]
    _keep(project, keys, apart, 0.4)
    hands = dict(PageHand.objects.values_list("page", "hand"))
    return [hands[key] for key in keys]


def test_pages_that_are_near_get_one_hand(project: Project, pages: list[Page]) -> None:
    assert len(set(group(project, pages, NEAR))) == 1


def test_looking_again_keeps_the_hands(project: Project, pages: list[Page]) -> None:
    assert group(project, pages, FAR) == group(project, pages, FAR)


def test_what_was_split_stays_apart(project: Project, pages: list[Page], ben: User) -> None:
    group(project, pages, NEAR)
    split_off(project=project, pages=[pages[0].pk], user=ben)
    first, second, third = group(project, pages, NEAR)
    assert first != second == third


def test_what_was_merged_stays_together(project: Project, pages: list[Page], ben: User) -> None:
    first, second, _ = group(project, pages, FAR)
    merge_hands(kept=Hand.objects.get(pk=first), gone=Hand.objects.get(pk=second), user=ben)
    again = group(project, pages, FAR)
    assert again[0] == again[1] == first != again[2]


def test_a_name_stays(project: Project, pages: list[Page], ben: User) -> None:
    hand = Hand.objects.get(pk=group(project, pages, NEAR)[0])
    name_hand(hand=hand, name=" Dyer ", user=ben)
    assert group(project, pages, FAR) == [hand.pk] * 3
    assert str(Hand.objects.get()) == "Dyer"


def test_all_pages_of_a_hand_cannot_be_split_off(project: Project, pages: list[Page], ben: User) -> None:
    group(project, pages, NEAR)
    with pytest.raises(HandError, match="all pages"):
        split_off(project=project, pages=[page.pk for page in pages], user=ben)


def test_a_page_of_another_project_cannot_be_split_off(project: Project, pages: list[Page], ben: User) -> None:
    group(project, pages, NEAR)
    other = Project.objects.create(name="Other", slug="other")
    with pytest.raises(HandError, match="Choose the pages"):
        split_off(project=other, pages=[pages[0].pk], user=ben)
