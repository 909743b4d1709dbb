"""The group way in a real browser, by keyboard alone: many pictures, one key, one undo; how corrections spread."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from recognition.models import Page, Word

from .conftest import barriers, labels, saved

pytestmark = pytest.mark.browser

POINTERS = "window.pointers = 0; addEventListener('pointerdown', () => window.pointers++, true);"


def words_of(page: Page) -> list[Word]:
    return list(Word.objects.filter(page=page).order_by("line__position", "position").select_related("reading"))


def test_a_group_is_confirmed_but_for_what_is_taken_out_and_undone_in_one(
    anna, make_page, make_looks, sit_down
) -> None:
    found = words_of(make_page([[("the", 0.899), ("dear", 0.5)] for _ in range(4)]))
    make_looks(found, "axaxaxax")
    page = sit_down(anna)
    page.evaluate(POINTERS)
    page.keyboard.press("Shift+F1")
    expect(page.locator("#group-text")).to_have_text("the")
    pictures = page.locator("#group [role=option]")
    expect(pictures).to_have_count(4)
    expect(page.locator("#group")).to_be_focused()
    page.keyboard.press("b")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.locator("#group [aria-selected=false]")).to_have_count(2)
    assert barriers(page) == []
    page.keyboard.press("d")
    page.keyboard.press("d")
    page.keyboard.press("Enter")
    expect(page.locator("#group-none")).to_be_visible()
    assert barriers(page) == []
    saved(page)
    decided = [word for word in found if word.reading.text == "the"]
    for word in decided:
        word.refresh_from_db()
    assert [word.label is not None for word in decided] == [True, False, False, True]
    page.keyboard.press("PageUp")
    expect(pictures).to_have_count(4)
    expect(page.locator("#group [aria-selected=false]")).to_have_count(2)
    saved(page)
    assert labels() == {}
    assert page.evaluate("window.pointers") == 0


def test_a_correction_spreads_to_look_alikes_and_leads_back(anna, make_page, make_looks, sit_down) -> None:
    make_looks(words_of(make_page([["tbe"], ["so"], ["tbe"], ["tbe"]])), "axaa")
    page = sit_down(anna)
    page.keyboard.type("the")
    page.keyboard.press("Enter")
    expect(page.locator("#alike")).to_contain_text("2 more words read “tbe” look like the one you made “the”.")
    assert barriers(page) == []
    expect(page.locator("#field")).to_have_value("so")
    page.keyboard.press("Shift+F1")
    expect(page.locator("#group [role=option]")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.locator("#field")).to_have_value("so")
    expect(page.locator("#alike")).to_be_hidden()
    saved(page)
    assert labels() == {"tbe": "the"}
    page.keyboard.press("Shift+F2")
    page.keyboard.press("?")
    expect(page.locator("#help-keys")).to_contain_text("Work through words that look alike")
