from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from recognition.models import Hand, Job, JobKind, PageHand, Project
from recognition.services.hands import new_hand
from tests.conftest import MakePage


@pytest.fixture
def hands(project: Project, make_page: MakePage) -> list[Hand]:
    """Two hands of two pages each."""
    found = [new_hand(project), new_hand(project)]
    for hand in (*found, *found):
        PageHand.objects.create(page=make_page(), hand=hand)
    return found


def test_the_gallery_shows_each_hand_with_its_lines(browse, ben: User, project: Project, hands: list[Hand]) -> None:
    page = browse(ben).get(reverse("hands", args=[project.slug])).content.decode()
    assert "Hand 1</h2>" in page
    assert "Hand 2</h2>" in page
    assert page.count("<img") >= 4


def test_looking_for_hands_is_a_job(browse, ben: User, project: Project) -> None:
    page = browse(ben).post(reverse("group-hands", args=[project.slug]), follow=True).content.decode()
    assert "being compared" in page
    assert Job.objects.get().kind == JobKind.GROUP_HANDS


def test_a_hand_gets_a_name(browse, ben: User, hands: list[Hand]) -> None:
    page = browse(ben).post(reverse("name-hand", args=[hands[0].pk]), {"name": "Dyer"}, follow=True)
    assert "Dyer</h2>" in page.content.decode()


def test_two_hands_become_one(browse, ben: User, hands: list[Hand]) -> None:
    browse(ben).post(reverse("merge-hand", args=[hands[0].pk]), {"into": hands[1].pk})
    assert hands[1].pages.count() == 4


def test_chosen_pages_are_split_off(browse, ben: User, project: Project, hands: list[Hand]) -> None:
    page = hands[0].pages.first().page_id
    browse(ben).post(reverse("split-hands", args=[project.slug]), {"page": [page]})
    assert project.hands.count() == 3


def test_reviewers_may_not_change_hands(browse, anna: User, project: Project, hands: list[Hand]) -> None:
    assert browse(anna).get(reverse("hands", args=[project.slug])).status_code == 403
    assert browse(anna).post(reverse("name-hand", args=[hands[0].pk]), {"name": "x"}).status_code == 403
