"""Documents and projects that are removed under the eyes of those who work on them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from recognition.models import Document
from review.services import removal

from .conftest import labels, saved

pytestmark = pytest.mark.browser

KEPT = "Object.keys(localStorage).filter((key) => key.includes('outbox')).length"


def test_a_desk_goes_on_when_the_word_in_hand_is_removed(anna, project, document, make_page, sit_down) -> None:
    make_page([["one"]])
    make_page([["two"]], document=Document.objects.create(project=project, title="Letter 2"))
    page = sit_down(anna, "one")
    removal.remove_document(document.pk)
    page.keyboard.press("Enter")
    expect(page.locator("#conflict-text")).to_contain_text("This word is no longer there")
    expect(page.locator("#field")).to_have_value("two")
    page.keyboard.press("Enter")
    saved(page)
    assert labels() == {"two": "two"}
    assert page.evaluate(KEPT) == 1
    page.keyboard.press("Shift+Enter")
    expect(page.locator("#conflict")).to_be_hidden()
    assert page.evaluate(KEPT) == 0


def test_a_desk_whose_project_is_removed_says_so_and_keeps_what_was_decided(anna, project, make_page, sit_down) -> None:
    make_page([["one", "two"]])
    page = sit_down(anna, "one")
    removal.remove_project(project.pk)
    page.keyboard.press("Enter")
    expect(page.locator("#sync")).to_have_text("This project is not here for you any more. 1 word kept here.")
    assert page.evaluate(KEPT) == 1


def test_a_page_whose_project_is_removed_does_not_stay(anna, project, make_page, sit_down) -> None:
    make_page([["one"]])
    page = sit_down(anna, "one")
    page.goto(f"/projects/{project.slug}/")
    expect(page.get_by_role("heading", name="Sample letters")).to_be_visible()
    removal.remove_project(project.pk)
    expect(page.get_by_role("heading", name="This page is not here")).to_be_visible()
