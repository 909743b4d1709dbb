"""The managers' page of second looks, and the notes of a page."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from recognition.models import Note
from recognition.services.notes import leave_note, withdraw_note
from review.models import Acceptance, SecondLookRules, Trust

PAGE = "/projects/sample-letters/second-looks/"


@pytest.fixture
def manager(client, ben):
    client.force_login(ben)
    return client


def test_only_managers_see_it(client, anna) -> None:
    client.force_login(anna)
    assert client.get(PAGE).status_code == 403


def test_rules_are_saved_and_say_what_they_cost(manager, anna, project, make_page, words, decide) -> None:
    one, two = words(make_page([["one", "two"]]))
    decide(anna, one, action="illegible")
    decide(anna, two, "two")
    assert "So far 1 word, 50 per cent of what is decided." in manager.get(PAGE).content.decode()
    assert manager.post(PAGE, {"illegible": "on", "share": 5}).status_code == 302
    assert SecondLookRules.objects.filter(illegible=True, names=False, share=5).exists()


def test_a_share_that_is_none_is_answered_with_a_sentence(manager) -> None:
    assert "between 0 and 100" in manager.post(PAGE, {"share": 101}).content.decode()
    assert not SecondLookRules.objects.exists()


def test_trust_and_what_it_allows(manager, anna, make_page, words, decide) -> None:
    decide(anna, words(make_page([["one"]]))[0], action="illegible")
    manager.post(PAGE, {"illegible": "on", "share": 0})
    person = f"{PAGE}{anna.pk}/"
    manager.post(person, {"change": "accept"})
    assert not Acceptance.objects.exists()
    manager.post(person, {"change": "trust"})
    assert "Accept 1 word" in manager.get(PAGE).content.decode()
    manager.post(person, {"change": "accept"})
    manager.post(f"/acceptances/{Acceptance.objects.get().pk}/undo/")
    assert Acceptance.objects.get().undone_at
    manager.post(person, {"change": "trust no more"})
    assert not Trust.objects.exists()


@pytest.fixture
def note(anna, make_page) -> Note:
    page = make_page()
    return leave_note(about=page.lines.first(), text="Torn here", author=anna, token=uuid4(), quote="My dear Dyer")


def test_a_note_is_answered_and_marked_as_done(manager, ben, note) -> None:
    manager.post(f"/notes/{note.pk}/", {"text": "Seen", "token": str(uuid4())})
    assert [(one.text, one.author) for one in note.replies.all()] == [("Seen", ben)]
    manager.post(f"/notes/{note.pk}/", {"change": "done"})
    note.refresh_from_db()
    assert note.done_by == ben
    assert timezone.now() - note.done_at < timedelta(minutes=1)
    manager.post(f"/notes/{note.pk}/", {"change": "open"})
    note.refresh_from_db()
    assert note.done_at is None


def test_the_pages_view_shows_its_notes(manager, note) -> None:
    address = f"/pages/{note.page_id}/"
    manager.post(f"{address}notes/", {"text": "Water stain", "token": str(uuid4())})
    shown = manager.get(address).content.decode()
    assert all(text in shown for text in ("Torn here", "My dear Dyer", "Water stain"))
    withdraw_note(note=note)
    assert "Torn here" not in manager.get(address).content.decode()


def test_strangers_reach_no_note(client, stranger, note) -> None:
    client.force_login(stranger)
    assert client.post(f"/notes/{note.pk}/", {"change": "done"}).status_code == 404
    assert client.post(f"/pages/{note.page_id}/notes/", {"text": "x"}).status_code == 404
