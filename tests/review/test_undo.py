"""Undo: step by step, across windows, and never over somebody else's work."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from recognition.models import Label, Word
from review import services
from review.models import Decision, Reservation
from review.services import NothingToUndo, Saved, Stale


@pytest.fixture
def undo(project) -> Callable[..., Saved]:
    def run(user, undoes: UUID | None = None, token: UUID | None = None) -> Saved:
        return services.undo(project=project, user=user, token=token or uuid4(), undoes=undoes)

    return run


def test_sixty_steps_back_leave_the_page_as_the_machine_read_it(anna, make_page, words, decide, undo) -> None:
    page = make_page([[f"w{row}{i}" for i in range(6)] for row in range(10)])
    actions = ["text", "illegible", "not a word", "skip", "text"]
    done = [decide(anna, word, f"x{i}", actions[i % 5]).decision for i, word in enumerate(words(page))]
    undone = [undo(anna).decision for _ in done]
    assert [step.undoes for step in undone] == done[::-1]
    assert not Word.objects.exclude(label=None).exists()
    assert not Label.objects.filter(withdrawn_at=None).exists()
    with pytest.raises(NothingToUndo):
        undo(anna)


def test_the_word_returns_to_its_reviewer(anna, ben, project, make_page, words, decide, undo) -> None:
    (word,) = words(make_page([["Dyer"]]))
    decide(anna, word, "Dyar")
    assert undo(anna).decision.word == word
    assert Reservation.objects.get().user == anna
    assert services.fetch(project=project, user=ben) == []
    assert services.fetch(project=project, user=anna) == [word.pk]


def test_an_undo_sent_twice_takes_back_one_step(anna, make_page, words, decide, undo) -> None:
    one, two = words(make_page([["one", "two"]]))
    decide(anna, one, "one")
    decide(anna, two, "two")
    token = uuid4()
    assert not undo(anna, token=token).repeated
    assert undo(anna, token=token).repeated
    one.refresh_from_db()
    assert one.label is not None


def test_a_step_is_named_by_its_token(anna, make_page, words, decide, undo) -> None:
    one, two = words(make_page([["one", "two"]]))
    first = decide(anna, one, "one").decision
    decide(anna, two, "two")
    assert undo(anna, undoes=first.token).decision.undoes == first
    with pytest.raises(NothingToUndo):
        undo(anna, undoes=first.token)


def test_everybody_undoes_their_own_steps(anna, ben, make_page, words, decide, undo) -> None:
    one, two = words(make_page([["one", "two"]]))
    decide(anna, one, "one")
    theirs = decide(ben, two, "two").decision
    with pytest.raises(NothingToUndo):
        undo(anna, undoes=theirs.token)
    assert undo(anna).decision.word == one


def test_the_label_from_before_is_put_back(anna, ben, make_page, words, decide, undo) -> None:
    (word,) = words(make_page([["Dyer"]]))
    theirs = decide(ben, word, "Dyar").decision.label
    decide(anna, word, "Dyor", label_id=theirs.pk, insists=True)
    undo(anna)
    word.refresh_from_db()
    theirs.refresh_from_db()
    assert word.label == theirs
    assert theirs.withdrawn_at is None


def test_what_another_has_decided_since_is_told_and_stays(anna, ben, make_page, words, decide, undo) -> None:
    (word,) = words(make_page([["Dyer"]]))
    mine = decide(anna, word, "Dyar").decision.label
    decide(ben, word, "Dyor", label_id=mine.pk, insists=True)
    with pytest.raises(Stale) as stale:
        undo(anna)
    word.refresh_from_db()
    assert (stale.value.theirs["text"], stale.value.by) == ("Dyor", "ben")
    assert word.label.text == "Dyor"
    assert not Decision.objects.filter(kind="undone").exists()


def test_an_agreement_is_undone_without_touching_the_others_label(anna, ben, make_page, words, decide, undo) -> None:
    (word,) = words(make_page([["Dyer"]]))
    decide(ben, word, "Dyar")
    decide(anna, word, "Dyar")
    undo(anna)
    word.refresh_from_db()
    assert word.label.author == ben


def test_it_finds_the_label_on_the_words_of_a_new_reading(anna, make_page, words, decide, undo) -> None:
    (word,) = words(make_page([["Dyer"]]))
    label = decide(anna, word, "Dyar").decision.label
    (again,) = words(make_page([["Dyer"]]))
    Word.objects.filter(pk=again.pk).update(label=label)
    Word.objects.filter(pk=word.pk).delete()
    assert undo(anna).decision.word == again
    again.refresh_from_db()
    assert again.label is None


def test_a_decision_after_an_undo_is_undone_alone(anna, make_page, words, decide, undo) -> None:
    one, two = words(make_page([["one", "two"]]))
    decide(anna, one, "1st")
    decide(anna, two, "two")
    undo(anna)
    undo(anna)
    decide(anna, one, "2nd")
    assert undo(anna).decision.undoes.text == "2nd"
    with pytest.raises(NothingToUndo):
        undo(anna)


def test_a_word_that_another_holds_is_not_taken_from_them(anna, ben, make_page, words, decide, undo) -> None:
    (word,) = words(make_page([["Dyer"]]))
    decide(anna, word, action="skip")
    services.reserve(word_ids=[word.pk], user=ben, now=timezone.now())
    undo(anna)
    assert Reservation.objects.get().user == ben


def test_one_step_undone_from_two_windows_at_once(anna, make_page, words, decide, undo, together) -> None:
    (word,) = words(make_page([["Dyer"]]))
    step = decide(anna, word, "Dyar").decision
    results = together(lambda: undo(anna, step.token), lambda: undo(anna, step.token))
    assert sum(isinstance(result, NothingToUndo) for result in results) == 1
    assert Decision.objects.filter(kind="undone").count() == 1
