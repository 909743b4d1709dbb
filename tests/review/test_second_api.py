"""What the desk asks and tells about second looks and notes."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from recognition.models import Note, Word
from review.policy_second import SecondRules
from review.services import second_looks

ROOT = "/api/review/sample-letters/"


@pytest.fixture
def call():
    def of(user):
        client = Client()
        client.force_login(user)

        def run(path: str, body: dict, method: str = "post"):
            return getattr(client, method)(ROOT + path, body, content_type="application/json")

        return run

    return of


@pytest.fixture
def second(project, anna, make_page, words, decide) -> Word:
    """A word that anna has decided and somebody else is to look at again."""
    (word,) = words(make_page([["one"]]))
    decide(anna, word, "secret")
    second_looks.set_rules(project=project, rules=SecondRules(share=100))
    word.refresh_from_db()
    return word


def test_a_second_look_comes_and_goes_as_any_word(ben, call, second) -> None:
    desk = call(ben)
    told = desk("next", {}, "get")
    assert b"secret" not in told.content
    (card,) = told.json()["words"]
    said = {
        "word": card["id"],
        "action": "text",
        "text": "mine",
        "reading": card["reading"]["id"],
        "token": str(uuid4()),
    }
    answer = desk("decisions", said | {"label": card["label"], "about": card["about"]})
    assert (answer.status_code, b"secret" in answer.content) == (201, False)
    second.refresh_from_db()
    assert second.label.text == "secret"
    assert desk("next", {}, "get").json()["words"] == []
    again = desk("decisions", said | {"about": card["about"]})
    assert again.json()["repeated"] is True
    undone = desk("undo", {"token": str(uuid4())}).json()
    assert [one["look"] for one in undone["words"]] == ["second"]


def test_the_page_keeps_the_first_text_from_the_second_person(anna, ben, call, second) -> None:
    path = f"pages/{second.page_id}"
    assert b"secret" not in call(ben)(path, {}, "get").content
    assert b"secret" in call(anna)(path, {}, "get").content


def test_a_note_is_kept_once_and_shown_to_all_who_come_there(anna, ben, call, second) -> None:
    token = str(uuid4())
    for _ in range(2):
        answer = call(ben)("notes", {"about": "word", "id": second.pk, "text": "Blotted", "token": token})
        assert answer.status_code == 201
    note = Note.objects.get()
    assert (note.quote, note.author) == ("one", ben)  # not the text that was kept from him
    assert [one["text"] for one in call(anna)(f"pages/{second.page_id}", {}, "get").json()["notes"]] == ["Blotted"]


@pytest.mark.parametrize(("change", "sentence"), [({"text": " "}, "empty"), ({"id": 0}, "read again")])
def test_a_note_that_cannot_be_kept_is_answered_with_a_sentence(ben, call, second, change, sentence) -> None:
    note = {"about": "line", "id": second.line_id, "text": "x", "token": str(uuid4())} | change
    answer = call(ben)("notes", note)
    assert answer.status_code == 400
    assert sentence in answer.json()["detail"]
