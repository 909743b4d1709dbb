from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recognition.models import Hand, Job, JobKind, LabelKind, PageHand, Project
from recognition.services.hands import new_hand
from recognition.services.labels import make_label
from review.selectors_hand_results import hand_results
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


@pytest.mark.parametrize("name", ["hands", "project"])
def test_many_hands_cost_no_more_queries(
    browse, ben: User, project: Project, hands: list[Hand], make_page: MakePage, django_assert_num_queries, name: str
) -> None:
    client, address = browse(ben), reverse(name, args=[project.slug])
    with CaptureQueriesContext(connection) as two:
        client.get(address)
    for _ in range(3):
        PageHand.objects.create(page=make_page(), hand=new_hand(project))
    with django_assert_num_queries(len(two)):
        client.get(address)


def test_the_project_tells_how_each_hand_is_read(
    browse, ben: User, project: Project, hands: list[Hand], make_page: MakePage
) -> None:
    page = make_page([["My", ("dear", 0.95)], ["Dyer", "Kew"]])
    PageHand.objects.create(page=page, hand=hands[0])
    for word, text in zip(page.words.order_by("pk"), ["My", "deer"], strict=False):
        make_label(word=word, kind=LabelKind.TEXT, text=text, author=ben)
    result = hand_results(project)[hands[0].pk]
    assert (result.words, result.doubtful, result.remaining, result.labels) == (10, 9, 8, 2)
    assert (result.wrong_share, result.cer) == (50, 100 / 6)
    shown = browse(ben).get(reverse("project", args=[project.slug])).content.decode()
    assert '<td class="number">50.0 %</td><td class="number">16.7 %</td>' in shown


def test_reviewers_may_not_change_hands(browse, anna: User, project: Project, hands: list[Hand]) -> None:
    assert browse(anna).get(reverse("hands", args=[project.slug])).status_code == 403
    assert browse(anna).post(reverse("name-hand", args=[hands[0].pk]), {"name": "x"}).status_code == 403
