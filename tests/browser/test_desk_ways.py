"""The line and page ways in a real browser, and what all three have for comfort."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import barriers, labels, saved

pytestmark = pytest.mark.browser


def test_a_line_is_retyped_under_its_picture_and_its_boxes_follow(anna, make_page, sit_down) -> None:
    page_of_words = make_page([["my", "deer", "Sir"], ["Ever", "yours"]])
    page = sit_down(anna)
    expect(page.locator("#offer")).to_contain_text("3 of the 3 words of this line are in doubt.")
    page.keyboard.press("F4")
    field = page.locator("#line-field")
    expect(field).to_have_value("my deer Sir")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("de ar")
    assert page.locator(".strip mark").is_visible()
    page.keyboard.press("Enter")
    expect(field).to_have_value("Ever yours")
    saved(page)
    line = page_of_words.lines.first()
    shown = [word for word in line.words.order_by("position") if word.label.text]
    assert [word.label.text for word in shown] == ["my", "de", "ar", "Sir"]
    assert [word.start for word in shown] == sorted(word.start for word in shown)
    page.keyboard.press("PageUp")
    expect(field).to_have_value("my de ar Sir")
    saved(page)
    assert labels() == {}


def test_the_page_is_worked_in_place_and_both_sides_show_the_word(anna, make_page, sit_down) -> None:
    make_page([["one", "two"], [("sure", 0.95), "three"]])
    page = sit_down(anna)
    page.keyboard.press("Shift+F4")
    field = page.locator("#page-field")
    expect(field).to_have_value("one")
    expect(page.locator("li.line:has(#page-field)")).to_contain_text("two")
    page.keyboard.press("2")
    expect(field).to_have_value("two")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_value("three")
    page.keyboard.press("ArrowLeft")
    expect(field).to_have_value("sure")
    page.keyboard.type("sere")
    page.keyboard.press("Enter")
    expect(field).to_have_value("three")
    saved(page)
    assert labels() == {"one": "ones", "sure": "sere"}
    page.locator(".page-text .word", has_text="ones").click()
    expect(field).to_have_value("ones")
    box = page.locator(".sheet-inner").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 190 / 600, box["y"] + box["height"] * 70 / 800)
    expect(field).to_have_value("two")
    page.keyboard.press("Enter")
    expect(field).to_have_value("three")
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("No word of this page is in doubt any more.")
    expect(page.locator(".page-text .word:visible")).to_have_text(["ones", "two", "sere"])  # three stands in the field


def test_ways_have_no_barriers(anna, make_page, sit_down, project) -> None:
    project.characters = "é ſ"
    project.save()
    make_page([["one", "two"], ["three"]])
    page = sit_down(anna)
    for key, shown in (("F4", "#line-field"), ("Shift+F4", "#page-field"), ("?", "#help")):
        page.keyboard.press(key)
        expect(page.locator(shown)).to_be_visible()
        assert barriers(page) == []
    expect(page.locator("#help-keys")).to_contain_text("Word before")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    saved(page)
    page.goto("/your-work/")
    expect(page.locator("table")).to_have_count(3)
    assert barriers(page) == []


def test_special_characters_are_composed(anna, make_page, sit_down, project) -> None:
    project.characters = "é ſ ꝑ"
    project.save()
    make_page([["one", "two"]])
    page = sit_down(anna)
    for key in ("Shift+F9", "e", "Shift+F9", "s", "a"):
        page.keyboard.press(key)
    expect(page.locator("#field")).to_have_value("éſa")
