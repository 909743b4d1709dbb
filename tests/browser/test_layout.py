"""The editor of lines and regions in a real browser: by keyboard, by pointer, and on a page of 800 lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from recognition.models import Job, JobKind, Line, Region
from recognition.models import Page as Sheet
from recognition.services.layout import DrawnRegion, save_layout

from .conftest import AXE, AXE_RULES

pytestmark = pytest.mark.browser

#: Whatever changes in the drawing, and how often the layer that holds it was moved.
WATCH = """() => {
  window.drawing = 0; window.moves = 0;
  const all = { attributes: true, childList: true, characterData: true, subtree: true };
  const [layer, drawing] = ['.sheet-page', '.sheet-page svg'].map((one) => document.querySelector(one));
  new MutationObserver((seen) => { window.drawing += seen.length; }).observe(drawing, all);
  new MutationObserver((seen) => { window.moves += seen.length; }).observe(layer, { attributes: true });
}"""


@pytest.fixture
def edit(browser: Browser, address: str) -> Iterator[Callable[[User, Sheet], Page]]:
    """`edit(user, page)`: the editor as that person sees it."""
    contexts = []

    def open_editor(user: User, sheet: Sheet) -> Page:
        client = Client()
        client.force_login(user)
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
        page = context.new_page()
        page.goto(f"/pages/{sheet.pk}/layout/")
        expect(page.locator("#layout")).not_to_have_attribute("aria-busy", "true")
        return page

    yield open_editor
    for context in contexts:
        context.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def to_the_picture(page: Page) -> None:
    """By Tab, as people without a pointer do."""
    for _ in range(20):
        if page.evaluate("document.activeElement.id") == "sheet":
            return
        page.keyboard.press("Tab")
    raise AssertionError("The picture cannot be reached by Tab.")


def synced(page: Page, state: str) -> None:
    expect(page.locator("#sync")).to_have_attribute("data-sync", state)


def no_barriers(page: Page) -> None:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("(rules) => axe.run(document, {runOnly: rules})", AXE_RULES)["violations"]
    assert not [(v["id"], v["help"], [n["target"] for n in v["nodes"]]) for v in found]


def baselines(sheet: Sheet) -> list[list[list[float]]]:
    return list(sheet.lines.order_by("position").values_list("baseline", flat=True))


def spot(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where in the window a place of the page is."""
    frame = page.locator(".sheet-page img").bounding_box()
    return frame["x"] + frame["width"] * x / 600, frame["y"] + frame["height"] * y / 800


def test_a_page_is_mended_by_keyboard(anna, make_page, edit) -> None:
    sheet = make_page([["one", "two"], ["three"], ["four"]])
    page = edit(anna, sheet)
    to_the_picture(page)
    expect(page.locator("#line-text")).to_have_text("one two")
    no_barriers(page)
    press(page, "s", "Enter")  # the first line is cut in its middle
    press(page, "ArrowDown", "ArrowDown", "j")  # the second one joined with the third
    press(page, "ArrowUp", "ArrowUp", "n", "Shift+ArrowDown", "Enter")  # and one added below the first part
    press(page, "Enter", ".", "ArrowDown", "Enter")  # whose right end is a little lower
    press(page, "r", "Enter", "p")
    expect(page.locator("#pattern")).to_be_focused()
    page.keyboard.type("date fra")
    press(page, "Escape", "Delete", "Control+z", "Control+s")
    synced(page, "reading")
    found = baselines(sheet)
    assert found[0] == [[50, 80], [300, 80]]
    assert found[1] == [[50, 140], [300, 142]]
    assert found[2] == [[300, 80], [550, 80]]
    assert found[3] == [[50, 140], [550, 140], [50, 200], [550, 200]]
    assert Region.objects.get().pattern == "date fra"
    assert sheet.lines.filter(unread=True).count() == 4
    assert Job.objects.get().kind == JobKind.READ_LINES
    press(page, "F1")
    no_barriers(page)


def test_a_page_is_mended_by_pointer(anna, make_page, edit) -> None:
    sheet = make_page([["one"], ["two"], ["three"]])
    page = edit(anna, sheet)
    page.get_by_role("button", name="Whole page").click()
    page.get_by_role("button", name="Draw a line").click()
    for place in ((60, 400), (300, 405), (540, 400)):
        page.mouse.click(*spot(page, *place))
    page.keyboard.press("Escape")
    page.mouse.move(*spot(page, 540, 400))
    page.mouse.down()
    page.mouse.move(*spot(page, 540, 430), steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Draw a region").click()
    page.mouse.move(*spot(page, 30, 40))
    page.mouse.down()
    page.mouse.move(*spot(page, 580, 160), steps=4)
    page.mouse.up()
    page.get_by_label("Kind").select_option("column")
    page.get_by_label("Name of the field").fill("Name")
    page.get_by_role("button", name="Save").click()
    synced(page, "reading")
    drawn = baselines(sheet)[-3:]
    assert any(len(one) == 3 and abs(one[2][1] - 430) < 4 for one in drawn)
    column = Region.objects.get(name="Name")
    assert (column.kind, column.lines.count()) == ("column", 2)
    page.mouse.click(*spot(page, 300, 190))
    expect(page.locator("#line-text")).to_have_text("three")
    no_barriers(page)


def test_a_stale_save_loses_nothing(anna, ben, make_page, edit) -> None:
    sheet = make_page([["one"], ["two"]])
    page = edit(anna, sheet)
    to_the_picture(page)
    press(page, "n", "Enter")
    save_layout(
        page_id=sheet.pk, regions=[DrawnRegion(None, "other", [[0, 0], [9, 0], [9, 9]], [])], revision=0, user=ben
    )
    press(page, "Control+s")
    synced(page, "conflict")
    expect(page.locator("#conflict-text")).to_have_text("ben has changed this page since you opened it.")
    no_barriers(page)
    page.reload()  # nor does closing the window
    synced(page, "conflict")
    page.get_by_role("button", name="Save mine").press("Enter")
    synced(page, "reading")
    assert sheet.lines.count() == 3


def test_eight_hundred_lines_are_moved_as_one(anna, make_page, edit) -> None:
    sheet = make_page([["one"]])
    known = sheet.lines.get()
    Line.objects.bulk_create(
        Line(
            page=sheet, region=known.region, position=n, baseline=[[x, y], [x + 130, y]],
            polygon=[[x, y - 6], [x + 130, y - 6], [x + 130, y + 2], [x, y + 2]], picture=known.picture.name,
        )
        for n in range(1, 800)
        for x, y in [(20 + 140 * (n % 4), 10 + 3.9 * (n // 4))]
    )  # fmt: skip
    page = edit(anna, sheet)
    assert page.locator(".line").count() == 800
    page.mouse.move(*spot(page, 300, 100))
    page.evaluate(WATCH)
    for _ in range(20):
        page.mouse.wheel(0, 30)
    page.mouse.down()
    page.mouse.move(500, 300, steps=10)
    page.mouse.up()
    page.keyboard.press("PageDown")
    page.wait_for_function("window.moves > 10")
    assert page.evaluate("window.drawing") == 0
    page.locator("#sheet").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.wait_for_function("window.drawing > 0")
    assert page.evaluate("window.drawing") < 20  # the line that was left, the one that is moved, its handles
