"""What a desk is told that sends something about words which are removed meanwhile, and what all pages show then."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from recognition.models import Document, Hand, Page, PageHand, Project
from recognition.services.dataset_manifests import LEARNED
from recognition.services.learning import start_learning
from review.models import Decision
from review.services import removal
from tests.recognition.services.labelled_pages import document_of, labelled_page


@pytest.fixture
def gone(anna: User, make_page, words, decide) -> dict[str, Any]:
    """Keys of a page that is removed, of its line and of a word, and the token of a decision about another."""
    page: Page = make_page()
    first, second, _ = words(page)
    token = decide(anna, first, "x").decision.token
    told = {"page": page.pk, "line": second.line_id, "word": second.pk, "reading": second.reading_id, "token": token}
    removal.remove_document(page.document_id)
    assert not Decision.objects.exists()
    return told


@pytest.fixture
def send(client: Client, anna: User, project: Project):
    client.force_login(anna)

    def post(path: str, **data: Any):
        address = f"/api/review/{project.slug}/{path}"
        return client.post(address, {"token": str(uuid4())} | data, content_type="application/json")

    return post


@pytest.mark.parametrize("action", ["text", "illegible", "skip", "escalate"])
def test_a_decision_is_told_that_its_word_is_gone(gone, send, action: str) -> None:
    answer = send("decisions", word=gone["word"], reading=gone["reading"], action=action, text="Dyar")
    assert (answer.status_code, answer.json()["reason"], answer.json()["theirs"]) == (409, "gone", {})


def test_a_decision_sent_again_is_told_so_too(gone, send) -> None:
    """The first answer was lost on its way, and what it told of is removed."""
    answer = send("decisions", word=gone["word"], action="text", text="x", token=str(gone["token"]))
    assert (answer.status_code, answer.json()["reason"]) == (409, "gone")


def test_a_line_is_told_so(gone, send) -> None:
    seen = [{"word": gone["word"], "reading": gone["reading"], "label": None}]
    answer = send("lines", line=gone["line"], seen=seen, action="text", text="My dear")
    assert (answer.status_code, answer.json()["reason"]) == (409, "gone")
    assert send("lines", line=gone["line"], seen=seen, action="skip").status_code == 201


def test_each_word_of_a_group_is_told_so(gone, send) -> None:
    answer = send("groups/decisions", text="dear", seen=[{"word": gone["word"], "reading": 1, "label": None}])
    assert answer.json()["saved"] == 0
    assert [one["reason"] for one in answer.json()["stale"]] == ["gone"]


@pytest.mark.parametrize("names_it", [True, False])
def test_there_is_nothing_to_undo(gone, send, names_it: bool) -> None:
    answer = send("undo", undoes=str(gone["token"]) if names_it else None)
    assert (answer.status_code, answer.json()) == (400, {"detail": "There is nothing to undo."})


@pytest.mark.parametrize("about", ["page", "line", "word"])
def test_a_note_is_refused_with_a_sentence(gone, send, about: str) -> None:
    answer = send("notes", about=about, id=gone[about], text="Torn.")
    assert answer.status_code == 400
    assert "no longer there" in answer.json()["detail"]


def test_its_page_cannot_be_opened_and_its_words_are_not_held(gone, send, client: Client) -> None:
    assert client.get(f"/api/review/sample-letters/pages/{gone['page']}").status_code == 404
    for call in ("hold", "heartbeat"):
        assert send(call, words=[gone["word"]]).json()["held"] == []
    assert client.get("/api/review/sample-letters/next").json()["words"] == []


def test_what_is_sent_to_a_project_that_is_removed_finds_none(gone, send, project: Project) -> None:
    removal.remove_project(project.pk)
    answer = send("decisions", word=gone["word"], action="skip")
    assert (answer.status_code, list(answer.json())) == (404, ["detail"])


def test_every_page_about_the_project_opens_when_its_documents_are_removed(
    client: Client, project: Project, ben: User, make_page
) -> None:
    page = labelled_page(make_page, document_of(project, LEARNED), ben)
    hand = Hand.objects.create(project=project, number=1)
    PageHand.objects.create(page=page, hand=hand)
    learning = start_learning(project=project, user=ben)
    learning.examples = [{"truth": "x", "line": page.lines.first().pk, "readings": [{"step": 0, "text": "y"}]}]
    learning.save()
    for document in Document.objects.all():
        removal.remove_document(document.pk)
    client.force_login(ben)
    addresses = [reverse(name) for name in ("projects", "own-work")]
    about_project = ("project", "project-contents", "project-settings", "project-times", "project-words", "hands",
                     "project-imaging", "learning", "datasets", "second-looks", "desk", "remove-project")  # fmt: skip
    addresses += [reverse(name, args=[project.slug]) for name in about_project]
    addresses += [reverse("hand", args=[hand.pk]), reverse("changed-readings", args=[learning.pk])]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
