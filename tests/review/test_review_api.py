"""The desk's API: who may, what it answers, and that its queries do not grow."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from recognition.models import Word
from review import policy, services
from review.models import Decision, Reservation

ROOT = "/api/review/sample-letters"
CALLS = {
    "next": ("get", {}),
    "decisions": ("post", {"word": 1, "action": "skip", "token": str(uuid4())}),
    "lines": ("post", {"line": 1, "action": "skip", "seen": [], "token": str(uuid4())}),
    "hold": ("post", {"words": [1]}),
    "groups": ("post", {}),
    "groups/alike": ("post", {"token": str(uuid4())}),
    "groups/decisions": (
        "post",
        {"text": "x", "seen": [{"word": 1, "reading": 1, "label": None}], "token": str(uuid4())},
    ),
    "pages/1": ("get", {}),
    "words": ("get", {}),
    "undo": ("post", {"token": str(uuid4())}),
    "heartbeat": ("post", {"words": [1]}),
    "release": ("post", {"words": [1], "until": 0}),
}


@pytest.fixture
def desk_of():
    """`desk_of(user)(path, data)`: a browser that is logged in, or not."""

    def of(user=None, **options):
        client = Client(**options)
        if user:
            client.force_login(user)

        def call(path: str, data: dict[str, Any] | None = None, method: str = "post"):
            if method == "get":
                return client.get(f"{ROOT}/{path}", data or {})
            return client.post(f"{ROOT}/{path}", data or {}, content_type="application/json")

        return call

    return of


def said(word: Word, text: str = "", action: str = "text", **more: Any) -> dict[str, Any]:
    return {"word": word.pk, "reading": word.reading_id, "action": action, "text": text, "token": str(uuid4())} | more


@pytest.mark.parametrize("path", CALLS)
def test_strangers_find_no_project(stranger, project, desk_of, path) -> None:
    method, data = CALLS[path]
    assert desk_of(stranger)(path, data, method).status_code == 404


@pytest.mark.parametrize("path", CALLS)
def test_who_is_not_logged_in_gets_nothing(project, desk_of, path) -> None:
    method, data = CALLS[path]
    assert desk_of()(path, data, method).status_code == 403


@pytest.mark.parametrize("path", [path for path, (method, _) in CALLS.items() if method == "post"])
def test_no_other_site_can_decide_for_a_reviewer(anna, desk_of, path) -> None:
    assert desk_of(anna, enforce_csrf_checks=True)(path, CALLS[path][1]).status_code == 403


def test_words_of_other_projects_cannot_be_reached(anna, ben, project, make_page, words, desk_of) -> None:
    (word,) = words(make_page([["Dyer"]]))
    other = type(project).objects.create(name="Other", slug="other", threshold=0.9)
    word.page.document.project = other
    word.page.document.save()
    answer = desk_of(anna)("decisions", said(word, "Dyar"))
    assert (answer.status_code, answer.json()["reason"]) == (409, "gone")
    assert desk_of(anna)("heartbeat", {"words": [word.pk]}).json()["held"] == []


def test_next_gives_ten_words_and_reserves_them(anna, make_page, words, desk_of) -> None:
    page = make_page([[f"w{row}{i}" for i in range(4)] for row in range(3)])
    answer = desk_of(anna)("next", method="get").json()
    expected = [word.pk for word in words(page)][:10]
    assert [card["id"] for card in answer["words"]] == expected
    assert set(Reservation.objects.filter(user=anna).values_list("word_id", flat=True)) == set(expected)
    assert answer["left"] == {"project": 12, "documents": {str(page.document_id): 12}, "flagged": 12}
    assert answer["held_until"] >= (timezone.now() + policy.LEASE / 2).timestamp()


def test_next_leaves_out_what_is_on_the_desk_already(anna, make_page, words, desk_of) -> None:
    one, two, three = words(make_page([["one", "two", "three"]]))
    answer = desk_of(anna)("next", {"count": 2, "exclude": f"{one.pk},{two.pk}"}, "get").json()
    assert [card["id"] for card in answer["words"]] == [three.pk]


@pytest.mark.parametrize("query", [{"count": 0}, {"count": 1000}, {"exclude": "1,x"}, {"skips_until": -1}])
def test_next_refuses_what_it_does_not_understand(anna, desk_of, query) -> None:
    assert desk_of(anna)("next", query, "get").status_code == 400


def test_a_decision_is_made_once(anna, make_page, words, desk_of) -> None:
    (word,) = words(make_page([["Dyer"]]))
    data = said(word, "Dyar")
    call = desk_of(anna)
    first, second = call("decisions", data), call("decisions", data)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == {"token": data["token"], "kind": "changed", "repeated": False, "alike": 0}
    assert Decision.objects.get().text == "Dyar"


def test_a_stale_save_is_a_conflict_with_both_texts(anna, ben, make_page, words, desk_of) -> None:
    (word,) = words(make_page([["Dyer"]]))
    ben.first_name, ben.last_name = "Ben", "Hale"
    ben.save()
    desk_of(ben)("decisions", said(word, "Dyar"))
    answer = desk_of(anna)("decisions", said(word, "Dyor"))
    label = Word.objects.get(pk=word.pk).label_id
    assert answer.status_code == 409
    assert answer.json() == {
        "reason": "labelled",
        "theirs": {"kind": "text", "text": "Dyar", "label": label, "reading": word.reading_id},
        "yours": {"action": "text", "text": "Dyor"},
        "by": "Ben Hale",
    }
    assert desk_of(anna)("decisions", said(word, "Dyor", label=label, insists=True)).status_code == 201


@pytest.mark.parametrize(
    "broken",
    [{"action": "approve"}, {"token": "1"}, {"word": "x"}, {"text": " "}, {"text": "x" * 501}, {"token": None}],
)
def test_a_broken_decision_is_refused(anna, make_page, words, desk_of, broken) -> None:
    (word,) = words(make_page([["Dyer"]]))
    assert desk_of(anna)("decisions", said(word, "Dyar") | broken).status_code == 400
    assert not Decision.objects.exists()


def test_undo_gives_the_word_back_with_its_lines(anna, make_page, words, desk_of) -> None:
    (word,) = words(make_page([["Dyer"]]))
    call = desk_of(anna)
    data = said(word, "Dyar")
    call("decisions", data)
    answer = call("undo", {"token": str(uuid4())})
    assert answer.status_code == 201
    assert answer.json()["undone"] == data["token"]
    assert [card["id"] for card in answer.json()["words"]] == [word.pk]
    assert list(answer.json()["lines"]) == [str(word.line_id)]
    assert call("undo", {"token": str(uuid4())}).json() == {"detail": "There is nothing to undo."}


def test_undo_of_what_another_has_changed_is_a_conflict(anna, ben, make_page, words, desk_of) -> None:
    (word,) = words(make_page([["Dyer"]]))
    mine = said(word, "Dyar")
    desk_of(anna)("decisions", mine)
    label = Word.objects.get(pk=word.pk).label_id
    desk_of(ben)("decisions", said(word, "Dyor", label=label))
    answer = desk_of(anna)("undo", {"token": str(uuid4()), "undoes": mine["token"]})
    assert (answer.status_code, answer.json()["theirs"]["text"]) == (409, "Dyor")


def test_heartbeat_says_what_is_still_held_and_release_frees_it(anna, ben, project, make_page, words, desk_of) -> None:
    one, two = words(make_page([["one", "two"]]))
    services.reserve(word_ids=[one.pk], user=anna)
    services.reserve(word_ids=[two.pk], user=ben)
    call = desk_of(anna)
    answer = call("heartbeat", {"words": [one.pk, two.pk]}).json()
    assert answer["held"] == [one.pk]
    assert call("release", {"words": [one.pk, two.pk], "until": answer["held_until"]}).status_code == 204
    assert list(Reservation.objects.values_list("user__username", flat=True)) == ["ben"]


def test_the_number_of_queries_stays_the_same(anna, make_page, words, desk_of, django_assert_max_num_queries) -> None:
    for _ in range(5):
        make_page([[f"w{row}{i}" for i in range(4)] for row in range(5)])
    call = desk_of(anna)
    for count, counts, most in ((1, True, 29), (30, True, 29), (10, False, 25)):
        with django_assert_max_num_queries(most):
            told = call("next", {"count": count, "counts": counts}, "get").json()
        assert len(told["words"]) == count
    word = Word.objects.select_related("reading").last()
    with django_assert_max_num_queries(21):
        call("decisions", said(word, "x"))


def test_what_is_left_is_counted_where_the_desk_asks_for_it(anna, make_page, desk_of) -> None:
    make_page([["one", "two"]])
    call = desk_of(anna)
    assert call("next", {"counts": True}, "get").json()["left"]["project"] == 2
    assert not {"left", "aside"} & call("next", {"counts": False}, "get").json().keys()


def test_the_desk_opens_for_members_only(anna, stranger, project, client) -> None:
    address = "/projects/sample-letters/review/"
    assert client.get(address).status_code == 302
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    client.force_login(anna)
    page = client.get(address)
    assert page.status_code == 200
    assert f'data-api="{ROOT}"' in page.content.decode()


def test_a_line_is_saved_and_comes_back_as_it_stands(anna, make_page, words, desk_of) -> None:
    line = words(make_page([["my", "deer"]]))
    seen = [{"word": word.pk, "reading": word.reading_id, "label": None} for word in line]
    told = {"line": line[0].line_id, "action": "text", "text": "my dear Sir", "seen": seen, "token": str(uuid4())}
    answer = desk_of(anna)("lines", told)
    (saved,) = answer.json()["lines"].values()
    assert answer.status_code == 201
    assert [(word["text"], word["by"]) for word in saved["words"]] == [(t, "person") for t in ("my", "dear", "Sir")]
    assert desk_of(anna)("lines", told).status_code == 200
    undone = desk_of(anna)("undo", {"token": str(uuid4()), "undoes": told["token"]}).json()
    assert [word["reading"]["text"] for word in undone["words"]] == ["my", "deer"]


def test_a_stale_line_gets_409_and_what_to_insist_with(anna, ben, make_page, words, decide, desk_of) -> None:
    line = words(make_page([["my", "deer"]]))
    seen = [{"word": word.pk, "reading": word.reading_id, "label": None} for word in line]
    decide(ben, line[0], "thy")
    told = {"line": line[0].line_id, "action": "text", "text": "my dear", "seen": seen, "token": str(uuid4())}
    answer = desk_of(anna)("lines", told)
    assert (answer.status_code, answer.json()["theirs"]["text"]) == (409, "thy deer")
    insisting = told | {"seen": answer.json()["theirs"]["seen"], "insists": True}
    assert desk_of(anna)("lines", insisting).status_code == 201


def test_a_second_decision_follows_ones_own_first(anna, make_page, words, desk_of) -> None:
    (word,) = words(make_page([["Dyer"]]))
    first, second = said(word, "Dyar"), said(word, "Dyor")
    desk_of(anna)("decisions", first)
    assert desk_of(anna)("decisions", second).status_code == 409
    assert desk_of(anna)("decisions", second | {"after": first["token"]}).status_code == 201


def test_a_page_is_told_in_few_queries(anna, make_page, desk_of, django_assert_max_num_queries) -> None:
    page = make_page([[f"w{row}{i}" for i in range(5)] for row in range(6)])
    call = desk_of(anna)
    with django_assert_max_num_queries(13):
        told = call(f"pages/{page.pk}", method="get").json()
    assert [len(line["words"]) for line in told["lines"]] == [5] * 6
    word = told["lines"][0]["words"][1]
    assert (word["read"], word["asked"], word["box"]) == ("w01", True, [150, 50, 230, 90])
    assert told["lines"][0]["offered"]


def test_words_of_other_projects_are_not_held(anna, make_page, words, project, desk_of) -> None:
    (word,) = words(make_page([["Dyer"]]))
    other = type(project).objects.create(name="Other", slug="other", threshold=0.9)
    type(word.page.document).objects.update(project=other)
    assert desk_of(anna)("hold", {"words": [word.pk]}).json()["held"] == []
