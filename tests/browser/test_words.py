"""A project's own words by keyboard: type them, upload a text, remove it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Look
from .test_walk import log_in, named, press, tab_to

pytestmark = pytest.mark.browser


def test_words_are_typed_uploaded_and_removed(look: Look, tmp_path: Path) -> None:
    page = look.page
    log_in(look)
    press(page, named(page, "link", "Start a project"))
    tab_to(page, page.get_by_label("Name"))
    page.keyboard.type("Register of plants")
    press(page, named(page, "button", "Start the project"))
    press(page, named(page, "link", "Words"))
    tab_to(page, page.get_by_label("Words and formulae"))
    page.keyboard.type("Callitris: 12\nRoyal Gardens, Kew")
    press(page, named(page, "button", "Save the list"))
    expect(page.get_by_role("status")).to_contain_text("The list is saved: 4 different words.")
    expect(page.get_by_label("Words and formulae")).to_have_value("Callitris: 12\nRoyal Gardens, Kew")
    (tmp_path / "names.txt").write_text("Thiselton Dyer", "utf-8")
    tab_to(page, named(page, "button", "Upload the text files"))
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#word-files")).to_be_focused()
    with page.expect_file_chooser() as opened:
        page.keyboard.press("Space")
    opened.value.set_files(tmp_path / "names.txt")
    press(page, named(page, "button", "Upload the text files"))
    expect(page.get_by_role("status")).to_contain_text("names.txt is taken in: 2 different words.")
    look.axe()
    press(page, named(page, "button", "Remove names.txt"))
    expect(page.get_by_role("status")).to_contain_text("names.txt is removed.")
    look.axe()
    assert look.pointers == []
    assert look.complaints == []
