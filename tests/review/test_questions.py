"""Questions to the experts."""

from __future__ import annotations

from uuid import uuid4

import pytest

from recognition.models import Membership, Note, Role
from recognition.services.notes import mark_done
from review import selectors, services
from review.services import second_looks as managing


def test_a_question_leaves_everybodys_work_but_the_experts(
    anna, ben, cleo, project, make_page, words, decide, work
) -> None:
    (word,) = words(make_page([["one"]]))
    decide(anna, word, "Which plant?", "escalate")
    assert (work(anna), work(cleo), work(ben)) == ([], [], [("one", "expert")])
    (card,) = selectors.cards([word.pk], selectors.Viewer(project, ben))["words"]
    assert (card["question"]["text"], card["question"]["author"]) == ("Which plant?", "anna")
    decide(ben, word, "Callitris")
    assert (work(ben), selectors.cards([word.pk])["words"][0]["label"] is not None) == ([], True)


def test_a_question_that_is_undone_or_done_brings_the_word_back(anna, project, make_page, words, decide, work) -> None:
    (word,) = words(make_page([["one"]]))
    decide(anna, word, "What?", "escalate")
    services.undo(project=project, user=anna, token=uuid4())
    assert work(anna) == [("one", "first")]
    decide(anna, word, "What?", "escalate")
    mark_done(note=Note.objects.latest("pk"), user=anna)
    assert work(anna) == [("one", "first")]


def test_a_question_needs_words(anna, make_page, words, decide) -> None:
    (word,) = words(make_page([["one"]]))
    with pytest.raises(services.DecisionRefused, match="what you ask"):
        decide(anna, word, " ", "escalate")


def test_an_expert_is_one_by_role(anna, cleo, project, make_page, words, decide, work) -> None:
    decide(anna, words(make_page([["one"]]))[0], "What?", "escalate")
    managing.make_expert(project=project, person=cleo, is_expert=True)
    assert work(cleo) == [("one", "expert")]
    managing.make_expert(project=project, person=cleo, is_expert=False)
    assert work(cleo) == []


def test_managers_stay_managers(ben, project) -> None:
    managing.make_expert(project=project, person=ben, is_expert=True)
    assert Membership.objects.get(project=project, user=ben).role == Role.MANAGER
