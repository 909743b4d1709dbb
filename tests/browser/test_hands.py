"""The hands of a project, by keyboard alone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from recognition.models import PageHand
from recognition.services.dataset_versions import LEARNED
from recognition.services.hands import new_hand
from tests.recognition.services.labelled_pages import document_of, labelled_page

from .conftest import no_violations
from .test_accessible import opened  # noqa: F401

pytestmark = pytest.mark.browser


def test_a_hand_is_split_off_and_named_by_keyboard(opened, make_page, project) -> None:  # noqa: F811
    """Tab to a page, Space chooses it, Enter splits it off; Tab to its name, Enter saves it."""
    hands = [new_hand(project), new_hand(project)]
    for hand in (hands[0], hands[0], hands[1]):
        PageHand.objects.create(page=make_page(), hand=hand)
    page = opened(viewport={"width": 1280, "height": 800})
    page.goto(reverse("hands", args=[project.slug]))
    no_violations(page)
    page.locator("input[name=page]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hand 3")).to_be_visible()
    page.locator("input[name=name]").first.focus()
    page.keyboard.type("Dyer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dyer")).to_be_visible()
    no_violations(page)


def test_a_hand_is_taught_by_keyboard(opened, make_page, project, ben) -> None:  # noqa: F811
    """From the gallery to the hand's page, and one key there."""
    hand = new_hand(project)
    page = labelled_page(make_page, document_of(project, LEARNED), ben, [["lamp", "map"]] * 10)
    PageHand.objects.create(page=page, hand=hand)
    page = opened(viewport={"width": 1280, "height": 800})
    page.goto(reverse("hands", args=[project.slug]))
    page.get_by_role("link", name="A reader for this hand").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("10 lines to learn from.")).to_be_visible()
    no_violations(page)
    page.get_by_role("button", name="Teach a reader this hand").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Learning from dataset 1")).to_be_visible()
    no_violations(page)
