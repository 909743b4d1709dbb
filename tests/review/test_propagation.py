"""A correction is offered to words that look like the corrected one, and teaches the desk at once."""

from __future__ import annotations

from uuid import uuid4

import pytest

from recognition.models import Word
from review import selectors, services


@pytest.fixture
def tbe(make_page, words, make_looks):
    """`tbe("aaab")`: words read “tbe”, none of them sure, with these looks."""

    def make(looks: str) -> list[Word]:
        found = words(make_page([["tbe"] for _ in looks]))
        make_looks(found, looks)
        return found

    return make


@pytest.fixture
def alike(project):
    def of(user, token):
        group = services.alike(project=project, user=user, token=token)
        return group and (group.text, sorted(group.words))

    return of


def offered(word: Word) -> list[tuple[str, str]]:
    (card,) = selectors.cards([word.pk])["words"]
    return [(one["text"], one["source"]) for one in card["alternatives"]]


def test_look_alikes_of_a_corrected_word_are_offered_its_text(anna, tbe, decide, alike) -> None:
    first, second, third, _ = tbe("aaab")
    token = decide(anna, first, "the").decision.token
    assert alike(anna, token) == ("the", [second.pk, third.pk])


def test_keeping_what_was_read_offers_nothing(anna, tbe, decide, alike) -> None:
    assert alike(anna, decide(anna, tbe("aaa")[0], "tbe").decision.token) is None


def test_one_look_alike_is_not_worth_a_group(anna, tbe, decide, alike) -> None:
    assert alike(anna, decide(anna, tbe("aa")[0], "the").decision.token) is None


def test_words_that_others_hold_or_have_decided_are_not_offered(anna, ben, project, tbe, decide, alike) -> None:
    first, second, third, fourth, fifth = tbe("aaaaa")
    decide(ben, second, "tbe")
    services.reserve(word_ids=[third.pk], user=ben)
    token = decide(anna, first, "the").decision.token
    assert alike(anna, token) == ("the", [fourth.pk, fifth.pk])


def test_an_undone_correction_and_somebody_elses_offer_nothing(anna, ben, project, tbe, decide, alike) -> None:
    token = decide(anna, tbe("aaa")[0], "the").decision.token
    assert alike(ben, token) is None
    services.undo(project=project, user=anna, token=uuid4())
    assert alike(anna, token) is None


def test_a_correction_rises_among_the_alternatives_of_the_same_reading(anna, tbe, decide) -> None:
    first, second = tbe("ab")
    assert offered(second) == [("tbe", "reader"), ("tbes", "reader")]
    decide(anna, first, "the")
    assert offered(second) == [("tbe", "reader"), ("the", "people"), ("tbes", "reader")]


def test_a_correction_that_is_undone_teaches_nothing(anna, project, tbe, decide) -> None:
    first, second = tbe("ab")
    decide(anna, first, "the")
    services.undo(project=project, user=anna, token=uuid4())
    assert offered(second) == [("tbe", "reader"), ("tbes", "reader")]


def test_other_projects_teach_nothing(anna, project, tbe, decide, make_page, words) -> None:
    decide(anna, tbe("a")[0], "the")
    other = type(project).objects.create(name="Other", slug="other", threshold=0.9)
    page = make_page([["tbe"]])
    type(page.document).objects.create(project=other, title="Other", created_by=anna)
    page.document = type(page.document).objects.get(project=other)
    page.save()
    assert offered(words(page)[0]) == [("tbe", "reader"), ("tbes", "reader")]
