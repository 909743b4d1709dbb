"""The sprint in a real browser: keys, and the spot where the word stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from recognition.models import Project, Reading

from .conftest import labels, saved

pytestmark = pytest.mark.browser

PRESS_AND_LOOK = """() => {
  const field = document.getElementById('field');
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  return field.value;
}"""
PLACES = "['.current mark', '#field'].map((one) => document.querySelector(one).getBoundingClientRect())"
CORNERS = f"{PLACES}.map(({{x, y}}) => [Math.round(x), Math.round(y)])"


def test_the_next_word_is_there_before_the_key_press_ends(anna, make_page, sit_down) -> None:
    make_page([["one", "two", "three"]])
    page = sit_down(anna)
    assert page.evaluate(PRESS_AND_LOOK) == "two"
    assert page.evaluate(PRESS_AND_LOOK) == "three"


def test_a_spelling_suggestion_is_marked_and_said_to_be_one(anna, make_page, sit_down) -> None:
    make_page([["Dyar"]])
    reading = Reading.objects.get()
    reading.alternatives.append({"text": "Dyer", "confidence": None, "source": "spelling"})
    reading.save()
    page = sit_down(anna)
    names = ["1 Dyar", "2 Dyars", "3 Dyer spelling"]
    for name in names:
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    expect(page.locator("#announce")).to_contain_text("Or 2 Dyars, 3 Dyer by spelling.")
    page.keyboard.press("3")
    expect(page.locator("#finish")).to_be_visible()
    assert labels() == {"Dyar": "Dyer"}


def test_a_word_that_is_begun_is_completed_by_a_digit_or_written_on(anna, make_page, sit_down) -> None:
    make_page([["nighbuor", "nighbuors"]])
    page = sit_down(anna)
    offered = page.locator("#alternatives .verb", has_text="neighbour").first
    with page.expect_response("**/words"):
        page.reload()
    expect(page.locator("#field")).to_have_value("nighbuor")
    page.keyboard.type("neighb")
    expect(offered).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.type("neighb")
    expect(offered).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("hood,")
    page.keyboard.press("Enter")
    expect(page.locator("#finish")).to_be_visible()
    chosen, written = labels().values()
    assert chosen.startswith("neighbo")
    assert written == f"{chosen}hood,"


def test_every_word_stands_at_the_same_spot(anna, make_page, sit_down) -> None:
    make_page([["one"], ["a", "much-longer-word-than-the-others", "1895"], ["end"]])
    page = sit_down(anna)
    spots = []
    for _ in range(5):
        spots.append(page.evaluate(CORNERS))
        page.keyboard.press("PageDown")
    assert spots == spots[:1] * 5


def test_keys_do_what_the_archivist_expects(anna, make_page, sit_down) -> None:
    make_page([["kept", "chosen", "typed", "edited", "unread", "stain", "skipped", "1895", "1896"]])
    page = sit_down(anna)
    field = page.locator("#field")
    page.keyboard.press("Enter")
    page.keyboard.press("2")
    page.keyboard.type("Dyer")
    page.keyboard.press("Enter")
    page.keyboard.press("Backspace")
    expect(field).to_have_value("edite")
    page.keyboard.type("ion")
    page.keyboard.press("Enter")
    for key in ("F8", "F9", "PageDown", "Control+Shift+2"):
        page.keyboard.press(key)
    expect(page.locator("#digits")).to_contain_text("Digits type.")
    page.keyboard.type("1986")
    page.keyboard.press("Enter")
    expect(page.locator("#finish")).to_be_visible()
    assert labels() == {
        "kept": "kept", "chosen": "chosens", "typed": "Dyer", "edited": "editeion", "unread": "illegible",
        "stain": "not a word", "1895": "1895s", "1896": "1986",
    }  # fmt: skip
    page.keyboard.press("Enter")
    expect(field).to_have_value("skipped")


def test_a_mark_goes_behind_the_reading_once(anna, make_page, sit_down) -> None:
    make_page([["sir", "sir,", "yours"]])
    page = sit_down(anna)
    for _ in range(2):
        page.keyboard.press(",")
        expect(page.locator("#field")).to_have_value("sir,")
        page.keyboard.press("Enter")
    expect(page.locator("#field")).to_have_value("yours")
    saved(page)
    assert labels() == {"sir": "sir,", "sir,": "sir,"}


def test_a_key_can_be_changed_and_stays_changed(anna, project: Project, make_page, sit_down) -> None:
    make_page([["one", "two"]])
    page = sit_down(anna)
    page.keyboard.press("F1")
    page.get_by_role("button", name="Change the key for Skip").press("Enter")
    page.keyboard.press("a")
    expect(page.locator("#help-note")).to_contain_text("This key types")
    page.keyboard.press("Control+Shift+8")
    expect(page.locator("#help-note")).to_contain_text("Ctrl Shift 8")
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator("#field")).to_have_value("one")
    page.keyboard.press("Control+Shift+8")
    expect(page.locator("#field")).to_have_value("two")
