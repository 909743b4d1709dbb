"""Progress where websockets do not get through, and files that are dropped on the page."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import expect

from .conftest import NAME, PASSWORD, Look

pytestmark = pytest.mark.browser

DROP = """
([name, data]) => {
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name, { type: "image/png" }));
  for (const kind of ["dragover", "drop"]) {
    const event = new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true });
    document.querySelector(".drop").dispatchEvent(event);
  }
}
"""


def test_a_dropped_file_is_read_and_told_without_a_websocket(look: Look, letter) -> None:
    page = look.page
    tried = []
    page.route_web_socket("**/ws/**", lambda socket: (tried.append(socket.url), socket.close()))
    page.goto("/login/")
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Log in")).to_be_hidden()
    page.goto("/new-project/")
    page.get_by_label("Name").fill("Without a socket")
    page.get_by_role("button", name="Start the project").press("Enter")
    expect(page.get_by_role("heading", name="Without a socket")).to_be_visible()
    page.wait_for_load_state()  # before, nothing listens yet
    page.evaluate(DROP, ["note.png", base64.b64encode(letter("A note to keep")).decode()])
    expect(page.locator(".upload-files > li")).to_contain_text("note.png is taken in.")
    expect(page.locator(".tiles")).to_contain_text("1 of 1", timeout=240_000)
    assert tried
