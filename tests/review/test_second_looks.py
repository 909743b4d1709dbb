"""Second looks, what differs, questions to experts, and whose work is accepted without one."""

from __future__ import annotations

import random
from uuid import uuid4

import pytest
from django.utils import timezone

from recognition.models import Label, Membership, Note, Reading, Role, Word
from recognition.services.notes import mark_done
from review import selectors, services
from review.models import Acceptance, Decision
from review.policy_second import LOTS, Facts, Look, Opinion, SecondRules, WordLooks, look_for, second_reason
from review.selectors_looks import look_at
from review.selectors_second_page import own_agreement, rule_costs, second_looks
from review.services import second_looks as managing

from ..conftest import _member


@pytest.fixture
def cleo(project):
    """A third person."""
    return _member("cleo", project, Role.REVIEWER)


@pytest.fixture
def rules(project):
    def hold(**wanted) -> None:
        managing.set_rules(project=project, rules=SecondRules(**wanted))

    return hold


@pytest.fixture
def work(project):
    """Texts and parts of what the queue has for somebody."""

    def of(user) -> list[tuple[str, str]]:
        queue = selectors.queue(project, user, now=timezone.now()).select_related("reading")
        looks = look_at(project, user, Word.objects.all())
        return [(word.reading.text, looks[word.pk].value) for word in queue]

    return of


@pytest.fixture
def again(decide):
    """`again(user, word, text)`: as the desk sends what is looked at again."""

    def run(user, word, text="", action="text"):
        word.refresh_from_db()
        return decide(user, word, text, action, about=word.label_id)

    return run


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


def test_what_the_rules_cost(anna, project, make_page, words, decide) -> None:
    one, two, three = words(make_page([["one", "two", "three"]]))
    decide(anna, one, action="illegible")
    decide(anna, two, "two")
    Reading.objects.filter(word=three).update(confidence=0.99)
    decide(anna, three, "other")
    costs = rule_costs(project)
    assert (costs.labels, costs.illegible, costs.names, costs.disputed) == (3, 1, 0, 1)


def test_sql_says_the_same_as_the_policy(anna, ben, cleo, project, make_page, words, decide, again) -> None:
    """Random decisions, looks, questions and rules: the query gives what the pure rules give."""
    chance = random.Random(5)
    people = [anna, ben, cleo]
    every = [word for _ in range(3) for word in words(make_page([[(f"w{i}", chance.random()) for i in range(8)]]))]
    for _ in range(60):
        word, user = chance.choice(every), chance.choice(people)
        word.refresh_from_db()
        managing.set_rules(project=project, rules=SecondRules(illegible=chance.random() < 0.5, share=50))
        action = chance.choice(["text", "text", "illegible", "escalate", "skip"])
        try:
            decide(user, word, chance.choice("ab"), action, about=word.label_id)
        except (services.Stale, services.DecisionRefused):
            continue
    rules = SecondRules(illegible=True, share=30)
    managing.set_rules(project=project, rules=rules)
    for user in people:
        looks = look_at(project, user, Word.objects.all())
        expected = {
            word.pk: look_for(_state(word.pk, project, rules), user.pk, is_expert=user == ben) for word in every
        }
        assert looks == {pk: look for pk, look in expected.items() if look}


def _state(word_id: int, project, rules: SecondRules) -> WordLooks:
    word = Word.objects.select_related("label", "reading").get(pk=word_id)
    standing = Decision.objects.filter(undone_by=None)
    answered = standing.filter(look=Look.EXPERT).values("note")
    question = Note.objects.filter(word=word, for_experts=True).exclude(pk__in=answered).first()
    flagged = word.reading.confidence < project.threshold
    if word.label is None:
        return WordLooks(flagged, asked_by=question and question.author_id)
    made = Decision.objects.get(label=word.label)
    told = [
        Opinion(
            one.user_id, one.text == word.label.text and (one.kind == "illegible") == (word.label.kind == "illegible")
        )
        for one in standing.filter(about=word.label, look=Look.SECOND)
    ]
    settling = standing.filter(look__in=[Look.FINAL, Look.EXPERT])
    return WordLooks(
        flagged,
        author=word.label.author_id,
        wanted=second_reason(Facts(word.label.kind, made.is_name, False, made.lot, False), rules) is not None,
        opinions=told,
        is_settled=settling.filter(about=word.label).exists() or settling.filter(label=word.label).exists(),
        asked_by=question and question.author_id,
    )


def test_labels_of_trusted_people_stay_theirs(anna, ben, project, make_page, words, decide, rules) -> None:
    decide(anna, words(make_page([["one"]]))[0], action="illegible")
    rules(illegible=True)
    managing.trust(project=project, person=anna)
    managing.accept_all(project=project, person=anna, by=ben)
    assert Label.objects.get().author == anna
