"""A person's own pace and history: right, and private."""

from __future__ import annotations

from uuid import uuid4

import pytest

from review import services
from review.policy import Action, Seen
from review.selectors_own_work import own_work


@pytest.fixture
def at_work(anna, project, make_page):
    """Four words, of which three were timed."""
    words = make_page([list("abcd")]).lines.get().words.order_by("position")
    decided = [
        services.decide(
            project=project, user=anna, word_id=word.pk, action=Action.TEXT, text=text,
            seen=Seen(word.reading_id, None), token=uuid4(),
        )
        for word, text in zip(words, "abxd", strict=True)
    ]  # fmt: skip
    for one, seconds in zip(decided, (4.0, 5.0, 9.0), strict=False):
        services.record_time(user=anna, token=one.decision.token, seconds=seconds)


def test_the_pace_is_the_median_of_what_was_timed(anna, at_work) -> None:
    (day,) = own_work(anna).days
    assert (day.words, day.changed, day.seconds) == (4, 1, 5.0)


def test_what_was_undone_does_not_count(anna, project, at_work) -> None:
    services.undo(project=project, user=anna, token=uuid4())
    assert own_work(anna).words == 3


def test_others_see_nothing_of_it(ben, at_work, client) -> None:
    client.force_login(ben)
    answer = client.get("/your-work/")
    assert own_work(ben).latest == []
    assert "Nothing decided yet" in answer.content.decode()


def test_the_page_lists_what_was_decided_and_leads_there(anna, at_work, client, django_assert_max_num_queries) -> None:
    client.force_login(anna)
    with django_assert_max_num_queries(16):
        text = client.get("/your-work/").content.decode()
    assert "/projects/sample-letters/review/?page=" in text
    assert "Only you can see this page" in text


def test_strangers_must_log_in(client, db) -> None:
    assert client.get("/your-work/").status_code == 302
