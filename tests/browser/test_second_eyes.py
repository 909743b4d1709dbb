"""Two people and a third, by keyboard alone: a second look that is blind, a difference that is settled, a question."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from recognition.models import Note, Role, Word
from review.policy_second import SecondRules
from review.services import second_looks

from ..conftest import _member
from .conftest import labels, saved
from .test_desk_ways import barriers

pytestmark = pytest.mark.browser


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@pytest.fixture(autouse=True)
def every_word_again(project) -> None:
    second_looks.set_rules(project=project, rules=SecondRules(share=100))


def test_a_second_person_keys_blind_and_a_third_settles(anna, ben, project, make_page, sit_down) -> None:
    make_page([["one", "two"]])
    first = sit_down(anna)
    first.keyboard.type("ours")
    press(first, "Enter", "Enter")
    saved(first)
    second = sit_down(ben)
    expect(second.locator("#look")).to_contain_text("Second look")
    expect(second.locator("#field")).to_have_value("one")
    expect(second.locator("#desk")).not_to_contain_text("ours")
    assert barriers(second) == []
    second.keyboard.type("theirs")
    press(second, "Enter", "Enter")
    saved(second)
    expect(second.locator("#finish")).to_be_visible()
    third = sit_down(_member("cleo", project, Role.REVIEWER), value="")
    expect(third.locator("#look")).to_contain_text("Two people read this word differently")
    expect(third.locator("#alternatives button")).to_have_text(["1ours", "2theirs"])
    assert barriers(third) == []
    press(third, "Enter")
    expect(third.locator("#notice")).to_contain_text("empty")
    press(third, "2")
    expect(third.locator("#finish")).to_be_visible()
    saved(third)
    assert labels() == {"one": "theirs", "two": "two"}


def test_a_question_and_a_note_by_key(anna, ben, make_page, sit_down) -> None:
    make_page([["one", "two"]])
    page = sit_down(anna)
    press(page, "Control+Shift+9")
    expect(page.locator("#note-text")).to_be_focused()
    assert barriers(page) == []
    page.keyboard.type("Which plant is it?")
    press(page, "Enter")
    expect(page.locator("#field")).to_have_value("two")
    press(page, "Control+Shift+6")
    page.keyboard.type("Blotted")
    press(page, "Enter")
    expect(page.locator("#look")).to_contain_text("Blotted")
    saved(page)
    expert = sit_down(ben)
    expect(expert.locator("#look")).to_contain_text("Which plant is it?")
    assert barriers(expert) == []
    expert.keyboard.type("Callitris")
    press(expert, "Enter")
    saved(expert)
    assert labels() == {"one": "Callitris"}
    assert Note.objects.get(for_experts=False).word == Word.objects.latest("pk")
    expert.goto(f"/pages/{Word.objects.latest('pk').page_id}/")
    expect(expert.locator("#notes")).to_contain_text("Blotted")
    assert barriers(expert) == []


def test_the_managers_page_has_no_barriers(anna, ben, project, make_page, sit_down) -> None:
    make_page([["one", "two"]])
    page = sit_down(anna)
    press(page, "F8", "Enter")
    saved(page)
    second_looks.trust(project=project, person=anna)
    manager = sit_down(ben)
    manager.goto("/projects/sample-letters/second-looks/")
    assert barriers(manager) == []
    manager.get_by_role("button", name="Accept 2 words").press("Enter")
    expect(manager.locator(".messages")).to_contain_text("2 words are accepted")
    assert barriers(manager) == []
