"""What makes the desk one's own: the guide, sounds, settings that follow, and the language."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from review.models import Preferences, Timing
from review.services.preferences import prefer

from .conftest import labels, saved

pytestmark = pytest.mark.browser

#: Notes how many tones were started, instead of playing them.
TONES = "() => { window.tones = 0; OscillatorNode.prototype.start = () => { window.tones += 1; }; }"


def step(page: Page, number: str, text: str) -> None:
    expect(page.locator("#guide-step")).to_have_text(number)
    expect(page.locator("#guide-text")).to_contain_text(text)


def test_the_guide_goes_through_five_keys_on_real_words(anna, make_page, sit_down) -> None:
    make_page([["one", "two", "three", "four", "five"]])
    page = sit_down(anna, guided=False)
    step(page, "1 of 5", "press Enter")
    page.keyboard.press("Enter")
    step(page, "2 of 5", "digit")
    page.keyboard.press("2")
    step(page, "3 of 5", "type the word")
    page.keyboard.type("Dyer")
    page.keyboard.press("Enter")
    step(page, "4 of 5", "Page Down")
    page.keyboard.press("PageDown")
    step(page, "5 of 5", "Page Up")
    page.keyboard.press("PageUp")
    step(page, "", "That is all you need")
    expect(page.locator("#field")).to_have_value("four")
    page.keyboard.press("Enter")
    expect(page.locator("#guide")).to_be_hidden()
    saved(page)
    assert labels() == {"one": "one", "two": "twos", "three": "Dyer", "four": "four"}
    page.reload()
    expect(page.locator("#field")).to_have_value("five")
    expect(page.locator("#guide")).to_be_hidden()


def test_escape_leaves_the_guide_at_once_and_the_help_brings_it_back(anna, make_page, sit_down) -> None:
    make_page()
    page = sit_down(anna, guided=False)
    expect(page.locator("#guide")).to_be_visible()
    with page.expect_response("**/api/preferences"):
        page.keyboard.press("Escape")
    expect(page.locator("#guide")).to_be_hidden()
    expect(page.locator("#field")).to_be_focused()
    assert Preferences.objects.get(user=anna).guided
    page.keyboard.press("?")
    page.get_by_role("button", name="Show the guide").press("Enter")
    step(page, "1 of 5", "press Enter")
    expect(page.locator("#field")).to_be_focused()


def test_sounds_are_off_until_they_are_wanted(anna, make_page, sit_down) -> None:
    make_page()
    page = sit_down(anna)
    page.evaluate(TONES)
    page.keyboard.press("Enter")
    saved(page)
    assert page.evaluate("window.tones") == 0
    button = page.get_by_role("button", name="Sound")
    with page.expect_response("**/api/preferences"):
        button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    heard = page.evaluate("window.tones")
    page.keyboard.type("Dyer")
    page.keyboard.press("Enter")
    page.wait_for_function("(heard) => window.tones > heard", arg=heard)


def test_size_and_keys_follow_the_person_to_another_machine(anna, make_page, sit_down) -> None:
    make_page()
    here = sit_down(anna)
    with here.expect_response("**/api/preferences"):
        here.keyboard.press("Alt+ArrowUp")
    here.keyboard.press("F1")
    here.get_by_role("button", name="Change the key for Skip").press("Enter")
    with here.expect_response("**/api/preferences"):
        here.keyboard.press("Control+Shift+8")
    there = sit_down(anna)
    assert there.evaluate("document.body.style.getPropertyValue('--zoom')") == "1.25"
    there.keyboard.press("Control+Shift+8")
    expect(there.locator("#field")).to_have_value("dear")


def test_the_desk_speaks_the_persons_language(anna, make_page, sit_down) -> None:
    make_page()
    prefer(user=anna, language="de")
    page = sit_down(anna)
    expect(page.locator("#commands [data-command=keep]")).to_contain_text("Übernehmen")
    expect(page.locator("#commands [data-command=skip]")).to_contain_text("Bild ab")
    expect(page.locator("#left")).to_contain_text("noch 3 in diesem Dokument")
    page.keyboard.press("F1")
    expect(page.locator("#help-keys")).to_contain_text("Eine andere Lesart wählen")


def test_the_time_from_seeing_a_word_to_its_key_is_kept(anna, make_page, sit_down) -> None:
    make_page()
    page = sit_down(anna)
    page.wait_for_timeout(700)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    saved(page)
    first, second = Timing.objects.order_by("pk").values_list("seconds", flat=True)
    assert first >= 0.7 > second
