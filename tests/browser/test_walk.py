"""The whole walk by keyboard: log in, start a project, upload, have it read, review, and take the text away."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import NAME, PASSWORD, Look

pytestmark = pytest.mark.browser

READ = 240_000  # milliseconds that reading may take on a machine that is busy
KEPT = "Hooker"


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the element has the focus, and see that the focus shows."""
    expect(target).to_be_visible()
    for _ in range(80):
        if target.evaluate("(element) => element === document.activeElement"):
            assert_focus_shows(target)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target}")


def assert_focus_shows(target: Locator) -> None:
    """The element, or the button that stands for a hidden file field, has an outline."""
    outline = target.evaluate("(e) => getComputedStyle(e.type === 'file' ? e.nextElementSibling : e).outlineStyle")
    assert outline not in {"none", ""}


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def named(page: Page, role: str, name: str) -> Locator:
    return page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]


def test_the_walk(look: Look, letter, tmp_path: Path) -> None:
    page = look.page
    log_in(look)
    start_a_project(look)
    upload(look, letter, tmp_path)
    wait_for_the_reading(look)
    look_at_document_and_page(look)
    review(look)
    export(look)
    assert look.pointers == []
    assert look.complaints == []
    press(page, named(page, "button", "Log out"))
    expect(named(page, "heading", "Log in")).to_be_visible()


def log_in(look: Look) -> None:
    page = look.page
    page.goto("/")
    look.axe()
    tab_to(page, page.get_by_label("Name"))
    page.keyboard.type(NAME)
    tab_to(page, page.get_by_label("Password"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(named(page, "heading", "Projects")).to_be_visible()
    look.axe()


def start_a_project(look: Look) -> None:
    page = look.page
    press(page, named(page, "link", "Start a project"))
    tab_to(page, page.get_by_label("Name"))
    page.keyboard.type("Kew letters")
    tab_to(page, page.get_by_label("Language"))
    page.keyboard.type("Eng")
    tab_to(page, page.get_by_label("Ask about words less sure than"))
    page.keyboard.press("Control+a")
    page.keyboard.type("100")  # every word is asked about, however sure the reader is
    look.axe()
    press(page, named(page, "button", "Start the project"))
    expect(named(page, "heading", "Kew letters")).to_be_visible()
    look.axe()


def upload(look: Look, letter, tmp_path: Path) -> None:
    page = look.page
    files = {
        "1.png": letter("My dear Dyer", "I have gone into it"),
        "2.png": letter("Very truly yours", dpi=96),
        "3.png": letter("My dear Dyer", "I have gone into it"),
        "4.png": b"no picture at all",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    tab_to(page, page.get_by_label("Title"))
    page.keyboard.type("A letter")
    page.keyboard.press("Shift+Tab")
    chooser = page.locator("#upload-files")
    expect(chooser).to_be_focused()
    assert_focus_shows(chooser)
    with page.expect_file_chooser() as opened:
        page.keyboard.press("Space")
    opened.value.set_files([tmp_path / name for name in reversed(files)])
    lines = page.locator(".upload-files > li")
    expect(lines).to_have_count(4)
    expect(lines.nth(0)).to_contain_text("1.png is taken in.")
    expect(lines.nth(1)).to_contain_text("2.png is taken in.")
    expect(lines.nth(2)).to_contain_text("3.png is already here as “A letter”")
    expect(page.locator("#upload-said")).to_have_text("3 taken in, 1 refused.")
    look.axe()


def wait_for_the_reading(look: Look) -> None:
    """Nobody presses anything: the figures come by themselves, and are the same after a reload."""
    page = look.page
    figures = page.locator(".tiles")
    expect(figures).to_contain_text("2 of 2", timeout=READ)
    expect(page.locator("#progress")).to_be_hidden(timeout=READ)
    expect(page.locator(".troubles")).to_contain_text("4.png")
    expect(page.locator(".troubles")).to_contain_text("96 dpi")
    before = figures.inner_text()
    page.reload()
    assert figures.inner_text() == before
    expect(named(page, "link", "A letter")).to_be_visible()
    expect(page.locator(".key.confirmed")).to_have_text("Confirmed by a person: 0")
    look.axe()


def look_at_document_and_page(look: Look) -> None:
    page = look.page
    project = page.url
    press(page, named(page, "link", "A letter"))
    expect(page.locator(".thumbnails > li")).to_have_count(2)
    look.axe()
    press(page, named(page, "link", "Page 1"))
    first = page.locator("li.line").first
    tab_to(page, first)
    page.keyboard.press("ArrowDown")
    expect(page.locator("li.line").nth(1)).to_be_focused()
    expect(page.locator("polygon.marked")).to_have_count(1)
    look.axe()
    page.goto(project)


def review(look: Look) -> None:
    """A new text, a step back, illegible, and Enter for the rest."""
    page = look.page
    press(page, page.locator("#review"))
    field = page.locator("#field")
    expect(field).to_be_focused()
    expect(field).not_to_have_value("")
    look.axe()
    decided = page.locator("#left")
    left = decided.inner_text()
    page.keyboard.type(KEPT)
    expect(field).to_have_value(KEPT)
    page.keyboard.press("Enter")
    expect(decided).not_to_have_text(left)
    page.keyboard.press("F8")
    page.keyboard.press("PageUp")
    for _ in range(60):
        if page.locator("#finish").is_visible():
            break
        before = decided.inner_text()
        page.keyboard.press("Enter")
        page.wait_for_function(
            "(before) => !document.getElementById('finish').hidden"
            " || document.getElementById('left').innerText !== before",
            arg=before,
        )
    expect(page.locator("#finish")).to_be_visible()
    look.axe()


def export(look: Look) -> None:
    page = look.page
    press(page, named(page, "link", "Go to the project"))
    expect(page.locator(".tiles")).to_contain_text("100 % of words")
    with page.expect_download() as download:
        press(page, named(page, "link", "A letter"))
        press(page, named(page, "link", "Plain text"))
    assert KEPT in Path(download.value.path()).read_text(encoding="utf-8")
