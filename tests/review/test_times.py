"""Times of decisions: recorded once, one's own in full, other people's only where they tell of nobody."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from recognition.models import Membership, Project
from review.models import Decision, Timing
from review.selectors_pace import forecast, own_times, shared_times


@pytest.fixture
def say(project: Project):
    """`say(user, word, seconds)`: decide about a word as the desk does, over the API."""

    def post(user: User, word, seconds: float | None, *, token=None, **told):
        client = Client()
        client.force_login(user)
        body = {"word": word.pk, "action": "text", "text": word.reading.text, "reading": word.reading_id,
                "seconds": seconds, "token": str(token or uuid4())} | told  # fmt: skip
        address = f"/api/review/{project.slug}/decisions"
        return client.post(address, json.dumps(body), content_type="application/json")

    return post


def test_a_time_comes_with_its_decision_and_counts_once(anna, make_page, words, say) -> None:
    word, token = words(make_page())[0], uuid4()
    assert say(anna, word, 1.5, token=token).status_code == 201
    assert say(anna, word, 1.5, token=token).status_code == 200
    time = Timing.objects.get()
    assert (time.kind, time.seconds, time.words, time.user) == ("kept", 1.5, 1, anna)


@pytest.mark.parametrize("seconds", [None, 61.0])
def test_a_decision_without_a_time_is_saved_all_the_same(anna, make_page, words, say, seconds) -> None:
    assert say(anna, words(make_page())[0], seconds).status_code == 201
    assert not Timing.objects.exists()


def test_what_was_chosen_typed_and_skipped_is_told_apart(anna, make_page, words, say) -> None:
    kept, chosen, typed = words(make_page())
    say(anna, chosen, 3.0, text="dears")
    say(anna, typed, 4.0, text="Hooker")
    say(anna, kept, 1.0, action="skip", text="")
    assert {time.kind: time.words for time in own_times(anna)} == {"chosen": 1, "typed": 1, "skipped": 0}


def test_a_line_is_one_time_for_all_its_words(anna, project, make_page, words, client) -> None:
    page = make_page()
    client.force_login(anna)
    seen = [{"word": w.pk, "reading": w.reading_id, "label": None} for w in words(page)]
    body = {"line": page.lines.get().pk, "action": "text", "text": "My dear Dyar", "seen": seen, "seconds": 6.0}
    address = f"/api/review/{project.slug}/lines"
    client.post(address, json.dumps(body | {"token": str(uuid4())}), content_type="application/json")
    (line,) = own_times(anna)
    assert (line.kind, line.presses, line.words, line.median) == ("line", 1, 3, 2.0)


@pytest.fixture
def crowd(project, make_page, words, say):
    """`crowd(people)`: so many people have kept ten words each, at two seconds."""

    def work(people: int) -> list[User]:
        found = [User.objects.create_user(f"reader {number}") for number in range(people)]
        for user in found:
            Membership.objects.create(project=project, user=user)
            for word in words(make_page([[f"w{number}" for number in range(10)]])):
                say(user, word, 2.0)
        return found

    return work


@pytest.mark.parametrize(("people", "shown"), [(2, 0), (3, 1)])
def test_managers_see_sums_of_several_people_alone(project, crowd, ben, client, people, shown) -> None:
    crowd(people)
    assert len(shared_times(project)) == shown
    client.force_login(ben)
    told = client.get(f"/projects/{project.slug}/times/").content.decode()
    assert ("2.0" in told) is bool(shown)
    assert "reader 0" not in told


def test_reviewers_do_not_see_them(project, anna, client) -> None:
    client.force_login(anna)
    assert client.get(f"/projects/{project.slug}/times/").status_code == 403


def test_the_forecast_goes_from_assumed_to_peoples_pace(project, anna, make_page, crowd) -> None:
    make_page([[("a", 0.5)] * 4])
    before = forecast(project, anna)
    assert (before.words, before.each, before.basis) == (4, 2.5, "assumed")
    crowd(3)
    assert forecast(project, anna).basis == "people"
    assert forecast(project, anna).each == 2.0


def test_the_project_says_how_much_work_is_left(project, anna, make_page, client) -> None:
    make_page([[("a", 0.5)] * 100])
    client.force_login(anna)
    told = client.get(f"/projects/{project.slug}/").content.decode()
    assert 'About <b class="figures">4</b> minutes of work are left' in told
    assert "2.5 seconds" in told


def test_a_person_erases_their_own_times_and_no_decision(anna, ben, make_page, words, say, client) -> None:
    first, second, _ = words(make_page())
    say(anna, first, 2.0)
    say(ben, second, 2.0)
    client.force_login(anna)
    assert "Erase my times" in client.get("/your-work/").content.decode()
    client.post("/your-work/erase-times/")
    assert [time.user for time in Timing.objects.all()] == [ben]
    assert Decision.objects.count() == 2
    assert "None are recorded" in client.get("/your-work/").content.decode()
