"""Groups over the wire: what the desk gets, and what it is told back."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.test import Client

ROOT = "/api/review/sample-letters/groups"


@pytest.fixture
def call(anna):
    client = Client()
    client.force_login(anna)

    def post(path: str = "", **data):
        return client.post(f"{ROOT}{path}", data, content_type="application/json")

    return post


@pytest.fixture
def the(make_page, words, make_looks):
    found = words(make_page([[("the", 0.899)] for _ in range(4)]))
    make_looks(found, "aaaa")
    return found


def seen(words) -> list[dict[str, object]]:
    return [{"word": word.pk, "reading": word.reading_id, "label": None} for word in words]


def test_a_group_comes_with_its_words_and_their_lines_alone(the, call) -> None:
    told = call().json()
    assert told["groups"] == [{"text": "the", "words": [word.pk for word in the]}]
    assert [card["id"] for card in told["words"]] == [word.pk for word in the]
    assert set(told["lines"]) == {str(word.line_id) for word in the}
    assert call(exclude=[word.pk for word in the]).json()["groups"] == []


def test_a_group_is_saved_and_undone_with_one_token(the, call, client, anna) -> None:
    token = str(uuid4())
    answer = call("/decisions", text="the", seen=seen(the[:3]), token=token)
    assert (answer.status_code, answer.json()) == (201, {"token": token, "repeated": False, "saved": 3, "stale": []})
    client.force_login(anna)
    undo = {"token": str(uuid4()), "undoes": token}
    undone = client.post("/api/review/sample-letters/undo", undo, content_type="application/json").json()
    assert sorted(card["id"] for card in undone["words"]) == [word.pk for word in the[:3]]


@pytest.mark.parametrize("place", [0, 1])
def test_a_word_of_a_group_is_mended_by_whoever_confirmed_it(the, call, client, anna, place) -> None:
    """The desk knows the group's token alone, not which label it has made of each word."""
    token = str(uuid4())
    call("/decisions", text="the", seen=seen(the), token=token)
    word = the[place]
    told = {"line": word.line_id, "action": "text", "text": "then", "token": str(uuid4()),
            "seen": [{"word": word.pk, "reading": word.reading_id, "label": None, "after": token}]}  # fmt: skip
    client.force_login(anna)
    answer = client.post("/api/review/sample-letters/lines", told, content_type="application/json")
    assert answer.status_code == 201, answer.json()


def test_what_stands_against_a_word_comes_with_both_texts_and_a_token_to_settle_it(
    the, anna, ben, decide, call
) -> None:
    decide(ben, the[0], "she")
    (stale,) = call("/decisions", text="the", seen=seen(the), token=str(uuid4())).json()["stale"]
    assert (stale["word"], stale["reason"], stale["by"]) == (the[0].pk, "labelled", "ben")
    assert (stale["theirs"]["text"], stale["yours"]["text"]) == ("she", "the")
    label = stale["theirs"]["label"]
    assert decide(anna, the[0], "the", token=UUID(stale["token"]), label_id=label, insists=True).decision.text == "the"


def test_a_correction_says_how_many_look_alike_and_gives_them(anna, make_page, words, make_looks, call, client) -> None:
    found = words(make_page([["tbe"]] * 3))
    make_looks(found, "aaa")
    client.force_login(anna)
    told = {"word": found[0].pk, "reading": found[0].reading_id, "action": "text", "text": "the", "token": str(uuid4())}
    answer = client.post("/api/review/sample-letters/decisions", told, content_type="application/json").json()
    assert answer["alike"] == 2
    group = call("/alike", token=told["token"]).json()
    assert group["groups"] == [{"text": "the", "words": [word.pk for word in found[1:]]}]
    assert call("/alike", token=str(uuid4())).json()["groups"] == []


@pytest.mark.parametrize("broken", [{"text": " "}, {"seen": []}, {"token": "x"}])
def test_a_broken_group_is_refused(the, call, broken) -> None:
    assert call("/decisions", **{"text": "the", "seen": seen(the), "token": str(uuid4())} | broken).status_code == 400


def test_the_number_of_queries_does_not_grow_with_the_words(
    the, make_page, words, make_looks, call, django_assert_max_num_queries
) -> None:
    make_looks(words(page := make_page([[("and", 0.85)]] * 20)), "a" * 20)
    assert page
    with django_assert_max_num_queries(26):
        assert len(call().json()["groups"]) == 2
    with django_assert_max_num_queries(26 + 10 * 4):
        call("/decisions", text="the", seen=seen(the), token=str(uuid4()))
