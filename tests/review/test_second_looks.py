"""Second looks, and what differs."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from review import selectors, services
from review.models import Decision
from review.policy_second import (
    Look,
)
from review.selectors_second_page import own_agreement, second_looks


def test_without_rules_nothing_is_looked_at_again(anna, ben, make_page, words, decide, work) -> None:
    (word,) = words(make_page([["one"]]))
    decide(anna, word, action="illegible")
    assert work(ben) == []


def test_somebody_else_looks_again_and_never_the_author(anna, ben, make_page, words, decide, work, rules) -> None:
    one, _two = words(make_page([["one", "two"]]))
    rules(illegible=True)
    decide(anna, one, action="illegible")
    assert work(anna) == [("two", "first")]
    assert work(ben) == [("one", "second"), ("two", "first")]


def test_a_rule_holds_at_once_also_for_what_is_decided(anna, ben, make_page, words, decide, work, rules) -> None:
    (word,) = words(make_page([["one"]]))
    decide(anna, word, "one")
    rules(share=100)
    assert work(ben) == [("one", "second")]
    rules(share=0)
    assert work(ben) == []


def test_a_name_that_nothing_knows_is_looked_at_again(anna, ben, make_page, words, decide, work, rules) -> None:
    for word in words(make_page([["dear", "Xyzzleton", "the", "London", "Mr."], ["Qwertham"]])):
        decide(anna, word, word.reading.text)
    rules(names=True)
    assert work(ben) == [("Xyzzleton", "second")]  # London is in the dictionary, Qwertham follows a full stop


def test_who_looks_again_does_not_see_what_was_written(anna, ben, project, make_page, words, decide, rules) -> None:
    (word,) = words(make_page([["one"]]))
    decide(anna, word, "secret")
    rules(share=100)
    told = selectors.cards([word.pk], selectors.Viewer(project, ben))
    assert "secret" not in str(told)
    (card,) = told["words"]
    assert (card["look"], card["label"], card["alternatives"][0]["text"]) == ("second", None, "one")
    assert "secret" in str(selectors.cards([word.pk], selectors.Viewer(project, anna)))


def test_where_both_agree_the_label_stands(
    anna, ben, cleo, project, make_page, words, decide, again, work, rules
) -> None:
    (word,) = words(make_page([["one"]]))
    label = decide(anna, word, "own").decision.label
    rules(share=100)
    look = again(ben, word, "own").decision
    word.refresh_from_db()
    assert (word.label_id, look.label, look.about, look.look) == (label.pk, None, label, Look.SECOND)
    assert work(cleo) == []
    assert second_looks(project, ben).agreement.percent == 100
    assert own_agreement(anna).same == 1


def test_what_differs_goes_to_a_third_person(
    anna, ben, cleo, project, make_page, words, decide, again, work, rules
) -> None:
    (word,) = words(make_page([["one"]]))
    decide(anna, word, "ours")
    rules(share=100)
    again(ben, word, "yours")
    assert (work(anna), work(ben), work(cleo)) == ([], [], [("one", "final")])
    (card,) = selectors.cards([word.pk], selectors.Viewer(project, cleo))["words"]
    assert [one["text"] for one in card["alternatives"]] == ["ours", "yours"]
    assert not {"anna", "ben"} & set(str(card).split("'"))


@pytest.mark.parametrize(("text", "author"), [("ours", "anna"), ("yours", "cleo"), ("third", "cleo")])
def test_the_third_person_settles_it(
    anna, ben, cleo, make_page, words, decide, again, work, rules, text, author
) -> None:
    (word,) = words(make_page([["one"]]))
    decide(anna, word, "ours")
    rules(share=100)
    again(ben, word, "yours")
    again(cleo, word, text)
    word.refresh_from_db()
    assert (word.label.text, word.label.author.username) == (text, author)
    assert [work(user) for user in (anna, ben, cleo)] == [[], [], []]


def test_until_then_nobody_changes_it(anna, ben, make_page, words, decide, again, rules) -> None:
    (word,) = words(make_page([["one"]]))
    decide(anna, word, "ours")
    rules(share=100)
    again(ben, word, "yours")
    word.refresh_from_db()
    for user in (anna, ben):
        with pytest.raises(services.DecisionRefused, match="third person"):
            decide(user, word, "mine", label_id=word.label_id)


def test_undo_takes_back_a_second_look_and_what_settled(
    anna, ben, cleo, project, make_page, words, decide, again, work, rules
) -> None:
    (word,) = words(make_page([["one"]]))
    decide(anna, word, "ours")
    rules(share=100)
    again(ben, word, "yours")
    again(cleo, word, "third")
    services.undo(project=project, user=cleo, token=uuid4())
    word.refresh_from_db()
    assert word.label.text == "ours"
    services.release(project=project, user=cleo, word_ids=[word.pk], until=timezone.now() + timezone.timedelta(hours=1))
    assert work(cleo) == [("one", "final")]
    services.undo(project=project, user=ben, token=uuid4())
    assert work(ben) == [("one", "second")]


def test_a_label_that_changed_meanwhile_is_not_silently_confirmed(anna, ben, make_page, words, decide, rules) -> None:
    (word,) = words(make_page([["one"]]))
    seen = decide(anna, word, "ours").decision.label_id
    rules(share=100)
    decide(anna, word, "newer", label_id=seen)
    with pytest.raises(services.Stale) as stale:
        decide(ben, word, "yours", about=seen)
    assert stale.value.theirs["text"] == "newer"


def test_what_two_say_at_the_same_time_counts_as_a_second_look(
    anna, ben, make_page, words, decide, work, rules
) -> None:
    (word,) = words(make_page([["one"]]))
    rules(share=100)
    decide(anna, word, "same")
    late = decide(ben, word, "same").decision  # had it on the desk before
    assert (late.look, late.about.text) == (Look.SECOND, "same")
    assert work(ben) == []


def test_who_keys_blind_settles_nothing_that_differs_meanwhile(
    anna, ben, cleo, make_page, words, decide, rules
) -> None:
    (word,) = words(make_page([["one"]]))
    label = decide(anna, word, "ours").decision.label
    rules(share=100)
    for user, text in ((ben, "yours"), (cleo, "third")):
        decide(user, word, text, about=label.pk, look=Look.SECOND)
    word.refresh_from_db()
    assert (word.label, Decision.objects.filter(about=label, look=Look.SECOND).count()) == (label, 2)


def test_what_replaces_a_label_keeps_its_lot(anna, make_page, words, decide) -> None:
    (word,) = words(make_page([["one"]]))
    first = decide(anna, word, "a").decision
    again = decide(anna, word, "b", label_id=first.label_id).decision
    assert again.lot == first.lot


def test_a_project_of_one_person_waits_and_goes_on(anna, project, make_page, words, decide, work, rules) -> None:
    one, _two = words(make_page([["one", "two"]]))
    rules(illegible=True)
    decide(anna, one, action="illegible")
    state = second_looks(project, anna)
    assert (state.waiting, state.yours) == (1, 0)
    assert work(anna) == [("two", "first")]


def test_who_is_at_the_word_is_told_but_not_what_stands(anna, ben, cleo, make_page, words, decide, rules) -> None:
    (word,) = words(make_page([["one"]]))
    label = decide(anna, word, "secret").decision.label_id
    rules(share=100)
    services.reserve(word_ids=[word.pk], user=cleo)
    with pytest.raises(services.Stale) as stale:
        decide(ben, word, "mine", about=label)
    assert (stale.value.verdict, stale.value.by, "secret" in str(stale.value.theirs)) == ("held", "cleo", False)
