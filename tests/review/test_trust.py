"""Whose work is accepted without a second look."""

from __future__ import annotations

import pytest

from recognition.models import Label
from review.models import Acceptance, Decision
from review.policy_second import (
    LOTS,
)
from review.services import second_looks as managing


def test_trust_counts_from_now_on_and_chance_spares_nobody(
    anna, ben, project, make_page, words, decide, work, rules
) -> None:
    one, two, three = words(make_page([["one", "two", "three"]]))
    rules(illegible=True, share=1)
    for word, trusted, lot in ((one, False, LOTS - 1), (two, True, LOTS - 1), (three, True, 0)):
        if trusted:
            managing.trust(project=project, person=anna)
        kept = decide(anna, word, action="illegible").decision
        Decision.objects.filter(pk=kept.pk).update(lot=lot)
    assert work(ben) == [("one", "second"), ("three", "second")]


def test_what_waits_is_accepted_at_once_logged_and_undone(
    anna, ben, project, make_page, words, decide, work, rules
) -> None:
    for word in words(make_page([["one", "two"]])):
        decide(anna, word, action="illegible")
    rules(illegible=True)
    managing.trust(project=project, person=anna)
    acceptance = managing.accept_all(project=project, person=anna, by=ben)
    assert (acceptance.labels.count(), work(ben)) == (2, [])
    managing.undo_acceptance(acceptance=acceptance, by=ben)
    assert len(work(ben)) == 2
    assert Acceptance.objects.get().undone_by == ben


def test_only_others_and_only_whom_one_trusts_can_be_accepted(
    anna, ben, project, make_page, words, decide, rules
) -> None:
    decide(ben, words(make_page([["one"]]))[0], action="illegible")
    rules(illegible=True)
    for person, sentence in ((ben, "own text"), (anna, "trust")):
        with pytest.raises(managing.AcceptanceRefused, match=sentence):
            managing.accept_all(project=project, person=person, by=ben)


def test_labels_of_trusted_people_stay_theirs(anna, ben, project, make_page, words, decide, rules) -> None:
    decide(anna, words(make_page([["one"]]))[0], action="illegible")
    rules(illegible=True)
    managing.trust(project=project, person=anna)
    managing.accept_all(project=project, person=anna, by=ben)
    assert Label.objects.get().author == anna
