"""The layout of a page over HTTP."""

from __future__ import annotations

import pytest
from django.test import Client

from recognition.models import Page


@pytest.fixture
def letter(make_page) -> Page:
    return make_page([["one", ("two", 0.9)], ["three"]])


@pytest.fixture
def client_of():
    def logged_in(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return logged_in


def put(client: Client, page: Page, body: dict):
    return client.put(f"/api/pages/{page.pk}/layout", body, content_type="application/json")


def drawn(client: Client, page: Page) -> dict:
    return client.get(f"/api/pages/{page.pk}/layout").json()


def test_it_tells_geometry_texts_and_the_revision(client_of, anna, letter):
    told = drawn(client_of(anna), letter)
    assert (told["revision"], told["busy"], told["page"]["width"]) == (0, False, 600)
    lines = told["regions"][0]["lines"]
    assert [line["text"] for line in lines] == ["one two", "three"]
    assert lines[0]["baseline"] == [[50, 80], [550, 80]]


def test_what_does_not_fit_its_pattern_is_flagged(client_of, anna, letter):
    letter.regions.update(name="Number", kind="column", pattern="number")
    lines = drawn(client_of(anna), letter)["regions"][0]["lines"]
    assert [line["fits"] for line in lines] == [False, False]


def test_what_is_sent_back_is_kept(client_of, anna, letter):
    client = client_of(anna)
    told = drawn(client, letter)
    told["regions"][0]["lines"].reverse()
    answer = put(client, letter, told)
    assert (answer.status_code, answer.json()["revision"], answer.json()["by"]) == (200, 1, "anna")
    assert [line["text"] for line in drawn(client, letter)["regions"][0]["lines"]] == ["three", "one two"]


def test_a_stale_save_answers_409_with_what_is_there(client_of, anna, letter):
    client = client_of(anna)
    told = drawn(client, letter)
    put(client, letter, {**told, "regions": []})
    answer = put(client, letter, told)
    assert answer.status_code == 409
    assert (answer.json()["revision"], answer.json()["regions"]) == (1, [])


def test_what_cannot_be_kept_is_said_in_a_sentence(client_of, anna, letter):
    client = client_of(anna)
    told = drawn(client, letter)
    told["regions"][0]["pattern"] = "sonnet"
    answer = put(client, letter, told)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("“sonnet” is no pattern")


@pytest.mark.parametrize("polygon", ["x", [[1]], [[1, "y"]], [[1, float("inf")]]])
def test_what_is_no_geometry_is_refused(client_of, anna, letter, polygon):
    told = drawn(client_of(anna), letter)
    told["regions"][0]["polygon"] = polygon
    assert put(client_of(anna), letter, told).status_code == 400


def test_for_strangers_the_page_is_not_there(client_of, stranger, letter):
    client = client_of(stranger)
    assert client.get(f"/api/pages/{letter.pk}/layout").status_code == 404
    assert put(client, letter, {"revision": 0, "regions": []}).status_code == 404
    assert Client().get(f"/api/pages/{letter.pk}/layout").status_code == 403
