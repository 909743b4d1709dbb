"""The rules of the second look, as tables."""

from __future__ import annotations

import pytest

from review.models import Decision
from review.policy import Kind, agrees
from review.policy_second import (
    LOTS,
    Facts,
    Look,
    Opinion,
    Reason,
    SecondRules,
    Voices,
    WordLooks,
    is_disputed,
    is_drawn,
    is_name,
    look_for,
    second_reason,
)

ALL = SecondRules(illegible=True, names=True, disputed=True, share=10)
FACTS = {"kind": "text", "is_name": False, "is_disputed": False, "lot": LOTS - 1, "is_trusted": False}
ANNA, BEN, CLEO = 1, 2, 3


def test_the_parts_are_those_of_the_database() -> None:
    assert {value for value, _ in Decision._meta.get_field("look").choices} == {look.value for look in Look}


@pytest.mark.parametrize(
    ("facts", "rules", "reason"),
    [
        ({}, ALL, None),
        ({"kind": "illegible"}, ALL, Reason.ILLEGIBLE),
        ({"kind": "illegible"}, SecondRules(names=True, disputed=True), None),
        ({"is_name": True}, ALL, Reason.NAME),
        ({"is_name": True}, SecondRules(illegible=True), None),
        ({"is_disputed": True}, ALL, Reason.DISPUTED),
        ({"is_disputed": True}, SecondRules(), None),
        ({"lot": 0}, ALL, Reason.DRAWN),
        ({"lot": 999}, ALL, Reason.DRAWN),
        ({"lot": 1000}, ALL, None),
        ({"kind": "illegible", "is_trusted": True}, ALL, None),
        ({"is_name": True, "is_disputed": True, "is_trusted": True}, ALL, None),
        ({"lot": 0, "is_trusted": True}, ALL, Reason.DRAWN),
        ({"kind": "not a word"}, ALL, None),
    ],
)
def test_what_is_looked_at_again(facts, rules, reason) -> None:
    assert second_reason(Facts(**FACTS | facts), rules) is reason


@pytest.mark.parametrize(
    ("lot", "share", "drawn"), [(0, 0, False), (0, 1, True), (99, 1, True), (100, 1, False), (LOTS - 1, 100, True)]
)
def test_the_share_is_exact(lot, share, drawn) -> None:
    assert is_drawn(lot, share) is drawn


@pytest.mark.parametrize(
    ("text", "before", "name"),
    [
        ("Thiselton", "Mr", True),
        ("“Thiselton", "Mr", True),
        ("thiselton", "Mr", False),
        ("Thiselton", "", False),  # begins the text
        ("Thiselton", "end.", False),  # begins a sentence
        ("Thiselton", "end.”", False),
        ("Thiselton", "why?", False),
        ("Letter", "the", False),  # a known word with a capital, as people used to write
        ("Éloïse", "à", True),
        ("1895", "in", False),
    ],
)
def test_a_name_is_a_capital_inside_a_sentence_that_nothing_knows(text, before, name) -> None:
    assert is_name(text, before, lambda word: word == "Letter") is name


@pytest.mark.parametrize(
    ("voices", "disputed"),
    [
        (Voices("Dyer", "Dyer", "Dyer", 0.5, 0.9), False),
        (Voices("Dyer", "Dyar", "Dyar", 0.5, 0.9), False),  # an unsure reader does not count against a person
        (Voices("Dyer", "Dyar", "Dyar", 0.9, 0.9), True),
        (Voices("Dyer", "Dyer", "Dyar", 0.5, 0.9), True),
        (Voices("Dyer", "", "Dyar", 0.5, 0.9), False),
        (Voices(None, "Dyer", "Dyar", 0.99, 0.9), False),
        (Voices("Dyer", "Dyer", "Dyer", 0.5, 0.9, ["Dyer"]), False),
        (Voices("Dyer", "Dyer", "Dyer", 0.5, 0.9, ["Dyar"]), True),
        (Voices("Dyer", "Dyer", "Dyer", 0.5, 0.9, [None]), True),
    ],
)
def test_what_is_disputed(voices, disputed) -> None:
    assert is_disputed(voices) is disputed


@pytest.mark.parametrize(
    ("kind", "text", "label", "same"),
    [
        (Kind.ACCEPTED, "Dyer", ("text", "Dyer"), True),
        (Kind.CHANGED, " Dyer", ("text", "Dyer"), True),
        (Kind.CHANGED, "dyer", ("text", "Dyer"), False),
        (Kind.ILLEGIBLE, "", ("illegible", ""), True),
        (Kind.ILLEGIBLE, "", ("text", "Dyer"), False),
        (Kind.NOT_A_WORD, "", ("illegible", ""), False),
    ],
)
def test_when_two_agree(kind, text, label, same) -> None:
    assert agrees(kind, text, *label) is same


SAME, OTHER = [Opinion(BEN, True)], [Opinion(BEN, False)]


@pytest.mark.parametrize(
    ("word", "user", "look"),
    [
        (WordLooks(True), ANNA, Look.FIRST),
        (WordLooks(False), ANNA, None),
        (WordLooks(True, author=ANNA), BEN, None),
        (WordLooks(True, author=ANNA, wanted=True), BEN, Look.SECOND),
        (WordLooks(True, author=ANNA, wanted=True), ANNA, None),  # nobody confirms their own text
        (WordLooks(False, author=ANNA, wanted=True), BEN, Look.SECOND),
        (WordLooks(True, author=ANNA, wanted=True, is_settled=True), BEN, None),
        (WordLooks(True, author=ANNA, wanted=True, opinions=SAME), CLEO, None),
        (WordLooks(True, author=ANNA, wanted=True, opinions=OTHER), CLEO, Look.FINAL),
        (WordLooks(True, author=ANNA, opinions=OTHER), CLEO, Look.FINAL),  # the rule may have changed since
        (WordLooks(True, author=ANNA, opinions=OTHER), ANNA, None),  # who settles is neither of the two
        (WordLooks(True, author=ANNA, opinions=OTHER), BEN, None),
        (WordLooks(True, author=ANNA, opinions=[*OTHER, *SAME]), CLEO, None),
        (WordLooks(True, asked_by=ANNA), BEN, None),
    ],
)
def test_whose_work_a_word_is(word, user, look) -> None:
    assert look_for(word, user, is_expert=False) is look


@pytest.mark.parametrize(("user", "look"), [(BEN, Look.EXPERT), (ANNA, None)])
@pytest.mark.parametrize("author", [None, BEN, CLEO])
def test_a_question_is_for_experts_and_not_for_who_asks(author, user, look) -> None:
    assert look_for(WordLooks(True, author=author, wanted=True, asked_by=ANNA), user, is_expert=True) is look
