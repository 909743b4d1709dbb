"""Nothing is lost: dead networks, ended sessions, closed windows, and two people on one word."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from recognition.models import Word
from review import selectors, services
from review.models import Decision, Reservation
from review.policy import Action, Seen

from ..conftest import PASSWORD
from .conftest import labels, saved

pytestmark = pytest.mark.browser


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


def test_a_session_that_ends_is_gone_on_with_where_it_stopped(anna, make_page, sit_down) -> None:
    make_page([[f"w{i}" for i in range(8)]])
    page = sit_down(anna)
    Session.objects.all().delete()
    page.keyboard.type("first")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("half a wo")
    expect(page.locator("#sync")).to_contain_text("2 words kept here")
    link = page.get_by_role("link", name="Log in and go on")
    link.focus()
    with page.expect_response("**/decisions"):
        page.evaluate("dispatchEvent(new Event('online'))")  # trying again takes nobody's place away
    expect(link).to_be_focused()
    link.press("Enter")
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#field")).to_have_value("half a wo")
    saved(page)
    assert labels() == {"w0": "first", "w1": "w1"}


def test_a_log_in_page_of_something_in_between_is_no_answer(anna, make_page, sit_down) -> None:
    make_page([["one", "two"]])
    page = sit_down(anna)
    page.route("**/decisions", lambda route: route.fulfill(status=200, content_type="text/html", body="<p>Pay first"))
    page.keyboard.press("Enter")
    expect(page.locator("#sync")).to_contain_text("1 word kept here")
    page.unroute("**/decisions")
    saved(page)
    assert labels() == {"one": "one"}


def test_a_desk_that_stops_dead_frees_its_words_within_a_minute(anna, ben, project, make_page, sit_down) -> None:
    make_page([["one", "two"]])
    page = sit_down(anna)
    page.route("**/release", lambda route: route.abort())
    page.goto("about:blank")
    within = timezone.now() + timedelta(seconds=60)
    assert all(held.expires_at <= within for held in Reservation.objects.all())
    assert selectors.queue(project, ben, now=within).count() == 2


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


def test_fifty_decisions_are_taken_back_after_a_reload(anna, make_page, sit_down) -> None:
    make_page([[f"w{line}.{word}" for word in range(10)] for line in range(6)])
    page = sit_down(anna)
    for number in range(50):
        expect(page.locator("#field")).to_have_value(f"w{number // 10}.{number % 10}")
        page.keyboard.press("Enter")
    saved(page)
    page.reload()
    expect(page.locator("#field")).to_have_value("w5.0")
    for number in reversed(range(50)):
        page.keyboard.press("PageUp")
        expect(page.locator("#field")).to_have_value(f"w{number // 10}.{number % 10}")
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
