"""Decisions: labels, tokens, stale saves, and two people on one page who lose nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from recognition.models import Label, Reading, Word
from review import policy, services
from review.models import Decision, Reservation
from review.policy import Verdict
from review.services import DecisionRefused, Stale


@pytest.mark.parametrize(
    ("action", "text", "kind", "label"),
    [
        ("text", "Dyer", "accepted", ("text", "Dyer")),
        ("text", " Dyar ", "changed", ("text", "Dyar")),
        ("illegible", "", "illegible", ("illegible", "")),
        ("not a word", "", "not a word", ("not a word", "")),
        ("skip", "", "skipped", None),
    ],
)
def test_what_a_decision_leaves_behind(anna, make_page, words, decide, action, text, kind, label) -> None:
    (word,) = words(make_page([["Dyer"]]))
    services.reserve(word_ids=[word.pk], user=anna)
    decision = decide(anna, word, text, action).decision
    word.refresh_from_db()
    assert decision.kind == kind
    assert (decision.reading_text, decision.confidence, decision.user) == ("Dyer", 0.5, anna)
    assert (word.label and (word.label.kind, word.label.text)) == label
    assert decision.label == word.label
    assert not Reservation.objects.exists()


def test_an_empty_text_is_refused_with_a_sentence(anna, make_page, words, decide) -> None:
    (word,) = words(make_page([["Dyer"]]))
    with pytest.raises(DecisionRefused, match="not a word"):
        decide(anna, word, " ")
    assert not Decision.objects.exists()


def test_sending_twice_is_harmless(anna, make_page, words, decide) -> None:
    (word,) = words(make_page([["Dyer"]]))
    token = uuid4()
    first = decide(anna, word, "Dyar", token=token)
    second = decide(anna, word, "Dyar", token=token)
    assert (first.repeated, second.repeated) == (False, True)
    assert first.decision == second.decision
    assert Label.objects.count() == Decision.objects.count() == 1


def test_a_resend_is_answered_also_after_the_page_was_read_again(anna, make_page, words, decide) -> None:
    (word,) = words(make_page([["Dyer"]]))
    token = uuid4()
    decide(anna, word, "Dyar", token=token)
    Word.objects.filter(pk=word.pk).delete()
    assert decide(anna, word, "Dyar", token=token).repeated


def test_nobody_sends_with_another_persons_token(anna, ben, make_page, words, decide) -> None:
    one, two = words(make_page([["one", "two"]]))
    token = uuid4()
    decide(anna, one, "one", token=token)
    with pytest.raises(DecisionRefused):
        decide(ben, two, "two", token=token)


def test_a_stale_save_gets_both_texts_and_writes_nothing(anna, ben, make_page, words, decide) -> None:
    (word,) = words(make_page([["Dyer"]]))
    decide(ben, word, "Dyar")
    with pytest.raises(Stale) as stale:
        decide(anna, word, "Dyor")
    word.refresh_from_db()
    assert stale.value.verdict is Verdict.LABELLED
    assert stale.value.yours == {"action": "text", "text": "Dyor"}
    assert stale.value.theirs == {"kind": "text", "text": "Dyar", "label": word.label_id, "reading": word.reading_id}
    assert stale.value.by == "ben"
    assert word.label.text == "Dyar"
    assert Decision.objects.count() == 1


def test_who_has_seen_the_others_text_may_insist(anna, ben, make_page, words, decide) -> None:
    (word,) = words(make_page([["Dyer"]]))
    theirs = decide(ben, word, "Dyar").decision.label
    mine = decide(anna, word, "Dyor", label_id=theirs.pk, insists=True).decision
    word.refresh_from_db()
    theirs.refresh_from_db()
    assert word.label.text == "Dyor"
    assert theirs.withdrawn_at is not None
    assert mine.replaced == theirs


def test_saying_the_same_is_no_conflict_and_no_second_label(anna, ben, make_page, words, decide) -> None:
    (word,) = words(make_page([["Dyer"]]))
    decide(ben, word, "Dyar")
    mine = decide(anna, word, "Dyar").decision
    assert (mine.kind, mine.label) == ("changed", None)
    assert Label.objects.count() == 1


def test_a_lost_lease_does_no_harm_while_nobody_else_holds_the_word(anna, make_page, words, decide) -> None:
    (word,) = words(make_page([["Dyer"]]))
    services.reserve(word_ids=[word.pk], user=anna, now=timezone.now() - 2 * policy.LEASE)
    assert decide(anna, word, "Dyer").decision.kind == "accepted"


def test_a_word_that_somebody_else_holds_is_theirs(anna, ben, make_page, words, decide) -> None:
    (word,) = words(make_page([["Dyer"]]))
    services.reserve(word_ids=[word.pk], user=ben)
    with pytest.raises(Stale) as stale:
        decide(anna, word, "Dyar")
    assert (stale.value.verdict, stale.value.by) == (Verdict.HELD, "ben")
    assert decide(anna, word, "Dyar", insists=True).decision.label.text == "Dyar"


def test_a_reading_that_has_changed_is_told(anna, make_page, words, decide, model_version) -> None:
    (word,) = words(make_page([["Dyer"]]))
    new = Reading.objects.create(word=word, model_version=model_version, text="Dyar", confidence=0.6)
    Word.objects.filter(pk=word.pk).update(reading=new)
    with pytest.raises(Stale) as stale:
        decide(anna, word, "Dyer")
    assert stale.value.verdict is Verdict.READ_AGAIN
    assert stale.value.theirs == {"kind": "machine", "text": "Dyar", "label": None, "reading": new.pk}
    assert decide(anna, word, "Dyar").decision.kind == "accepted"


def test_a_word_that_is_gone_is_told(anna, make_page, words, decide) -> None:
    (word,) = words(make_page([["Dyer"]]))
    Word.objects.filter(pk=word.pk).delete()
    with pytest.raises(Stale) as stale:
        decide(anna, word, "Dyar")
    assert (stale.value.verdict, stale.value.yours["text"]) == (Verdict.GONE, "Dyar")


def test_two_people_on_one_page_lose_nothing(anna, ben, project, make_page, words, decide, together) -> None:
    """Both work through the same page at once, each from their own queue: every word is decided once, by who had it."""
    page = make_page([[f"w{row}{i}" for i in range(4)] for row in range(4)])

    def work(user, mark):
        def run() -> dict[int, str]:
            done: dict[int, str] = {}
            while ids := services.fetch(project=project, user=user, count=3):
                for word in Word.objects.filter(pk__in=ids).select_related("reading"):
                    done[word.pk] = f"{word.reading.text}-{mark}"
                    decide(user, word, done[word.pk])
            return done

        return run

    by_anna, by_ben = together(work(anna, "anna"), work(ben, "ben"))
    assert isinstance(by_anna, dict)
    assert isinstance(by_ben, dict)
    assert not set(by_anna) & set(by_ben)
    assert {word.pk: word.label.text for word in words(page)} == by_anna | by_ben


def test_two_decisions_on_one_word_at_the_same_moment(anna, ben, make_page, words, decide, together) -> None:
    """One is saved, the other is told of it and keeps its text in hand: nothing is overwritten silently."""
    (word,) = words(make_page([["Dyer"]]))
    results = together(lambda: decide(anna, word, "Dyar"), lambda: decide(ben, word, "Dyor"))
    stale = [result for result in results if isinstance(result, Stale)]
    word.refresh_from_db()
    assert len(stale) == 1
    assert {stale[0].yours["text"], stale[0].theirs["text"]} == {"Dyar", "Dyor"}
    assert word.label.text == stale[0].theirs["text"]


def test_one_token_sent_twice_at_the_same_moment(anna, make_page, words, decide, together) -> None:
    (word,) = words(make_page([["Dyer"]]))
    token = uuid4()
    results = together(*[lambda: decide(anna, word, "Dyar", token=token)] * 3)
    assert sorted(result.repeated for result in results) == [False, True, True]
    assert Label.objects.count() == 1
