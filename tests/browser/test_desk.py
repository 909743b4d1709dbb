"""The desk in a real browser: keys, the spot where the word stands, lost connections, two people on one word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Thread
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from recognition.models import Project, Word
from review import services
from review.models import Decision, Reservation
from review.policy import Action, Seen

pytestmark = pytest.mark.browser

PRESS_AND_LOOK = """() => {
  const field = document.getElementById('field');
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  return field.value;
}"""
PLACES = "['.current mark', '#field'].map((one) => document.querySelector(one).getBoundingClientRect())"
CORNERS = f"{PLACES}.map(({{x, y}}) => [Math.round(x), Math.round(y)])"


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """What was asked for is nobody's business here."""


@pytest.fixture(scope="session", autouse=True)
def _database_beside_the_driver() -> Iterator[None]:
    """The browser's driver keeps an event loop in the thread of the tests, where Django then allows no query."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def address(database_file: None) -> Iterator[str]:
    """Where the site is: in threads of its own, on a database that all of them can write to."""
    server = ThreadedWSGIServer(("localhost", 0), Quiet)
    server.set_app(StaticFilesHandler(WSGIHandler()))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def sit_down(browser: Browser, address: str) -> Iterator[Callable[[User], Page]]:
    """`sit_down(user)`: the desk as that person sees it."""
    contexts = []

    def open_desk(user: User) -> Page:
        client = Client()
        client.force_login(user)
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
        contexts.append(context)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
        page = context.new_page()
        page.goto("/projects/sample-letters/review/")
        expect(page.locator("#field")).not_to_have_value("")
        return page

    yield open_desk
    for context in contexts:
        context.close()


def labels() -> dict[str, str]:
    words = Word.objects.exclude(label=None).select_related("reading", "label")
    return {word.reading.text: word.label.text or word.label.kind for word in words}


def saved(page: Page) -> None:
    expect(page.locator("#sync")).to_have_attribute("data-sync", "saved")


def test_the_next_word_is_there_before_the_key_press_ends(anna, make_page, sit_down) -> None:
    make_page([["one", "two", "three"]])
    page = sit_down(anna)
    assert page.evaluate(PRESS_AND_LOOK) == "two"
    assert page.evaluate(PRESS_AND_LOOK) == "three"


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


def test_no_connection_loses_nothing(anna, make_page, sit_down) -> None:
    make_page([[f"w{i}" for i in range(8)]])
    page = sit_down(anna)
    page.context.set_offline(True)
    page.keyboard.type("first")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#sync")).to_contain_text("2 words kept here")
    page.context.set_offline(False)
    saved(page)
    assert labels() == {"w0": "first", "w1": "w1"}


def test_what_a_closed_window_could_not_send_is_sent_by_the_next(anna, make_page, sit_down) -> None:
    make_page([["one", "two"]])
    page = sit_down(anna)
    page.route("**/decisions", lambda route: route.abort())
    page.keyboard.type("first")
    page.keyboard.press("Enter")
    expect(page.locator("#sync")).to_contain_text("1 word kept here")
    page.unroute("**/decisions")
    page.reload()
    expect(page.locator("#field")).to_have_value("two")
    saved(page)
    assert labels() == {"one": "first"}
    assert page.evaluate("localStorage.length") == 0


def test_undo_goes_on_after_a_reload(anna, make_page, sit_down) -> None:
    make_page([["one", "two", "three"]])
    page = sit_down(anna)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    saved(page)
    page.reload()
    expect(page.locator("#field")).to_have_value("three")
    for word in ("two", "one"):
        page.keyboard.press("PageUp")
        expect(page.locator("#field")).to_have_value(word)
    saved(page)
    assert labels() == {}


@pytest.mark.parametrize(("key", "stays"), [("Alt+Enter", "mine"), ("Shift+Enter", "theirs")])
def test_two_texts_for_one_word_are_settled_by_a_key(anna, ben, project, make_page, sit_down, key, stays) -> None:
    make_page([["one", "two"]])
    page = sit_down(anna)
    word = Word.objects.select_related("reading").earliest("pk")
    seen = Seen(word.reading_id, None, insists=True)
    services.decide(
        project=project, user=ben, word_id=word.pk, action=Action.TEXT, text="theirs", seen=seen, token=uuid4()
    )
    page.keyboard.type("mine")
    page.keyboard.press("Enter")
    panel = page.locator("#conflict")
    expect(panel).to_contain_text("“theirs”")
    expect(panel).to_contain_text("“mine”")
    expect(page.locator("#field")).to_have_value("two")
    page.keyboard.press(key)
    expect(panel).to_be_hidden()
    saved(page)
    assert labels() == {"one": stays}
    assert Decision.objects.filter(user=anna).exists() is (stays == "mine")


def test_a_window_that_closes_frees_its_words(anna, make_page, sit_down) -> None:
    make_page([["one", "two"]])
    page = sit_down(anna)
    assert Reservation.objects.count() == 2
    page.goto("/")
    for _ in range(100):  # the browser sends it after the page has gone, and tells nobody when
        if not Reservation.objects.exists():
            return
        page.wait_for_timeout(100)
    raise AssertionError("The words are still held.")


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
