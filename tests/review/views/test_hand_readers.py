from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from recognition.models import FineTuning, Hand, Job, JobState, ModelVersion, PageHand, Project
from recognition.services.dataset_versions import HELD_OUT, LEARNED
from recognition.services.hand_readers import start_hand_learning
from recognition.services.hands import new_hand
from tests.conftest import MakePage
from tests.recognition.services.labelled_pages import document_of, labelled_page
from tests.review.views.test_learning import VERDICT


@pytest.fixture
def hand(make_page: MakePage, project: Project, ben: User) -> Hand:
    """A hand with ten confirmed lines to learn from, and one held-out page."""
    found = new_hand(project)
    for side, texts, seed in ((LEARNED, [["lamp", "map"]] * 10, 1), (HELD_OUT, [["amp"]], 2)):
        page = labelled_page(make_page, document_of(project, side), ben, texts, seed)
        PageHand.objects.create(page=page, hand=found)
    return found


@pytest.fixture
def judged(hand: Hand, ben: User) -> FineTuning:
    learning = start_hand_learning(hand=hand, user=ben)
    learning.candidate = ModelVersion.objects.create(
        name="taught", checksum="1", project=hand.project, hand=hand, dataset=learning.dataset,
        card={"taught_on": {"parts": 10}},
    )  # fmt: skip
    learning.verdict = VERDICT
    learning.save()
    Job.objects.update(state=JobState.DONE)
    return learning


@pytest.fixture
def address(hand: Hand) -> str:
    return reverse("hand", args=[hand.pk])


def test_the_page_tells_what_there_is_and_what_is_needed(browse, ben: User, hand: Hand, address: str) -> None:
    page = browse(ben).get(address).content.decode()
    assert "10 lines to learn from." in page
    assert "1 page of held-out documents to measure on." in page
    assert "2 more held-out pages are needed" in page
    assert "Teach a reader this hand" in page


def test_a_hand_with_few_lines_has_no_button(browse, ben: User, project: Project) -> None:
    page = browse(ben).get(reverse("hand", args=[new_hand(project).pk])).content.decode()
    assert "10 more lines are needed" in page
    assert "Teach a reader this hand" not in page


def test_a_click_starts_learning_and_the_page_follows_it(browse, ben: User, hand: Hand, project: Project) -> None:
    client = browse(ben)
    page = client.post(reverse("learn-hand", args=[hand.pk]), follow=True).content.decode()
    assert "Learning from dataset 1" in page
    assert 'hx-trigger="every 3s"' in page
    assert "Learning from" not in client.get(reverse("learning", args=[project.slug])).content.decode()
    page = client.post(reverse("cancel-learning", args=[FineTuning.objects.get().pk]), follow=True)
    assert page.redirect_chain[-1][0] == reverse("hand", args=[hand.pk])


def test_one_click_uses_it_and_one_takes_it_back(browse, ben: User, judged: FineTuning) -> None:
    client, hand = browse(ben), judged.hand
    page = client.post(reverse("read-hand-with", args=[hand.pk]), {"version": judged.candidate_id}, follow=True)
    assert "Pages of this hand are read by “taught”." in page.content.decode()
    gallery = client.get(reverse("hands", args=[hand.project.slug])).content.decode()
    assert "Read by “taught”." in gallery
    page = client.post(reverse("roll-back-hand", args=[hand.pk]), follow=True)
    assert "are read as all pages of the project are" in page.content.decode()


def test_the_project_does_not_offer_it(browse, ben: User, judged: FineTuning, project: Project) -> None:
    client = browse(ben)
    assert "taught" not in client.get(reverse("learning", args=[project.slug])).content.decode()
    page = client.post(reverse("read-with", args=[project.slug]), {"version": judged.candidate_id}, follow=True)
    assert "has learned one hand alone" in page.content.decode()


def test_nothing_to_take_back_is_told(browse, ben: User, hand: Hand) -> None:
    page = browse(ben).post(reverse("roll-back-hand", args=[hand.pk]), follow=True).content.decode()
    assert "nothing to take back" in page


@pytest.mark.parametrize("name", ["learn-hand", "read-hand-with", "roll-back-hand"])
def test_only_managers_decide(browse, anna: User, stranger: User, hand: Hand, name: str) -> None:
    assert browse(anna).post(reverse(name, args=[hand.pk])).status_code == 403
    assert browse(stranger).post(reverse(name, args=[hand.pk])).status_code == 404
