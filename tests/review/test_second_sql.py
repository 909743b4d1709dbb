"""What the rules of the second look say in SQL is what they say of plain values."""

from __future__ import annotations

import random

import pytest

from recognition.models import Label, Note, Reading, Word
from review import services
from review.models import Decision
from review.policy import is_flagged
from review.policy_second import (
    Facts,
    Look,
    Opinion,
    SecondRules,
    Voices,
    WordLooks,
    is_disputed,
    look_for,
    second_reason,
)
from review.selectors_looks import look_at
from review.selectors_second_page import rule_costs
from review.services import second_looks as managing


def test_what_the_rules_cost(anna, project, make_page, words, decide) -> None:
    one, two, three = words(make_page([["one", "two", "three"]]))
    decide(anna, one, action="illegible")
    decide(anna, two, "two")
    Reading.objects.filter(word=three).update(confidence=0.99)
    decide(anna, three, "other")
    costs = rule_costs(project)
    assert (costs.labels, costs.illegible, costs.names, costs.disputed) == (3, 1, 0, 1)


@pytest.mark.parametrize("rules", [SecondRules(illegible=True, share=30), SecondRules()])
@pytest.mark.parametrize("looked", [True, False])
def test_sql_says_the_same_as_the_policy(anna, ben, cleo, project, make_page, words, decide, rules, looked) -> None:
    """Random decisions, looks, questions and rules: the query gives what the pure rules give."""
    project.checks = 50
    project.save()
    chance = random.Random(5)
    people = [anna, ben, cleo]
    every = [word for _ in range(3) for word in words(make_page([[(f"w{i}", chance.random()) for i in range(8)]]))]
    for _ in range(60):
        word, user = chance.choice(every), chance.choice(people)
        word.refresh_from_db()
        managing.set_rules(project=project, rules=SecondRules(illegible=chance.random() < 0.5, share=50))
        action = chance.choice(["text", "text", "illegible", "escalate", "skip"])
        try:
            decide(user, word, chance.choice("ab"), action, about=word.label_id if looked else None)
        except (services.Stale, services.DecisionRefused):
            continue
    managing.set_rules(project=project, rules=rules)
    for user in people:
        looks = look_at(project, user, Word.objects.all())
        expected = {
            word.pk: look_for(_state(word.pk, project, rules), user.pk, is_expert=user == ben) for word in every
        }
        assert looks == {pk: look for pk, look in expected.items() if look}


@pytest.mark.parametrize("confidence", [0.5, 0.95])
@pytest.mark.parametrize(("then", "now", "texts"), [
    ("a", "a", ["a"]), ("a", "a", ["b"]), ("a", "b", ["a"]), ("b", "a", ["a"]), ("", "b", ["a"]),
    ("a", "a", ["b", "a"]), ("a", "a", [None, "a"]), ("a", "a", ["a", None]),
])  # fmt: skip
def test_sql_disputes_the_same_as_the_policy(
    anna, ben, project, make_page, words, decide, confidence, then, now, texts
) -> None:
    (word,) = words(make_page([["x"]]))
    for user, text in zip((anna, ben), texts, strict=False):
        word.refresh_from_db()
        decide(user, word, text or "", "text" if text else "illegible", label_id=word.label_id, insists=True)
    word.refresh_from_db()
    Label.objects.filter(pk=word.label_id).update(reading_text=then)
    Reading.objects.filter(word=word).update(text=now, confidence=confidence)
    voices = Voices(texts[-1], then, now, confidence, project.threshold, texts[:-1])
    assert (rule_costs(project).disputed == 1) is is_disputed(voices)


def _state(word_id: int, project, rules: SecondRules) -> WordLooks:
    word = Word.objects.select_related("label", "reading").get(pk=word_id)
    standing = Decision.objects.filter(undone_by=None)
    answered = standing.filter(look=Look.EXPERT).values("note")
    question = Note.objects.filter(word=word, for_experts=True).exclude(pk__in=answered).first()
    flagged = is_flagged(word.pk, word.reading.confidence, project.threshold, project.checks)
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
