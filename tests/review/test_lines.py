"""A whole line edited at once: what is written, what is refused, and the one step back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from recognition.models import Label, LabelKind, Word
from review import selectors, services
from review.models import Decision, Reservation
from review.policy import Action
from review.services import DecisionRefused, SavedLine, Stale
from review.services.lines import state_of


@pytest.fixture
def edit(project) -> Callable[..., SavedLine]:
    """`edit(user, words, text)`: the line of these words, having seen them as they are in memory."""

    def run(
        user, words: list[Word], text: str = "", action: Action = Action.TEXT, token: UUID | None = None, **more: Any
    ):
        seen = [state_of(word) for word in words]
        return services.decide_line(
            project=project, user=user, line_id=words[0].line_id, action=action, text=text, seen=seen,
            token=token or uuid4(), **more,
        )  # fmt: skip

    return run


@pytest.fixture
def line(make_page, words) -> list[Word]:
    return words(make_page([["my", ("deer", 0.95), "Sir"]]))


def now(words: list[Word]) -> list[Word]:
    found = Word.objects.filter(line=words[0].line_id).select_related("label", "reading")
    return list(found.order_by("position"))


def text_now(words: list[Word]) -> str:
    return selectors.line_text(now(words))


def test_one_save_confirms_every_word(anna, line, edit) -> None:
    assert edit(anna, line, "my dear Sir").decisions == 3
    assert [(word.pk, word.label.text) for word in now(line)] == [
        (word.pk, text) for word, text in zip(line, ["my", "dear", "Sir"], strict=True)
    ]
    assert list(Decision.objects.values_list("kind", flat=True)) == ["accepted", "changed", "accepted"]


@pytest.mark.parametrize("text", ["my de er Sir", "mydeer Sir", "my deer good Sir", "deer Sir", "o my deer Sir x"])
def test_words_are_split_joined_found_and_dropped(anna, line, edit, text) -> None:
    edit(anna, line, text)
    shown = [word for word in now(line) if selectors.shown_text(word)]
    assert text_now(line) == text
    assert all(word.label.text for word in shown)
    assert [word.start for word in shown] == sorted(word.start for word in shown)
    assert all(len(word.polygon) >= 3 for word in shown)


def test_what_others_confirmed_and_nobody_changed_stays_theirs(anna, ben, line, edit, decide) -> None:
    theirs = decide(ben, line[0], "my").decision.label
    edit(anna, now(line), "my dear Sir")
    assert now(line)[0].label == theirs
    assert Label.objects.filter(author=anna).count() == 2


def test_a_text_with_a_blank_stays_one_word(anna, line, edit, decide) -> None:
    decide(anna, line[1], "New York")
    edit(anna, now(line), "my New York Sir")
    assert [word.label.text for word in now(line)] == ["my", "New York", "Sir"]


def test_an_illegible_word_is_written_as_a_sign(anna, line, edit) -> None:
    edit(anna, line, "my [illegible] Sir")
    assert now(line)[1].label.kind == LabelKind.ILLEGIBLE


def test_a_line_that_is_no_writing(anna, line, edit) -> None:
    edit(anna, line, action=Action.NOT_A_WORD)
    assert {word.label.kind for word in now(line)} == {LabelKind.NOT_A_WORD}


def test_skipping_a_line_skips_what_is_asked_of_it(anna, line, edit) -> None:
    edit(anna, line, action=Action.SKIP)
    assert [(d.word, d.kind) for d in Decision.objects.all()] == [(line[0], "skipped"), (line[2], "skipped")]


def test_a_token_counts_once(anna, line, edit) -> None:
    token = uuid4()
    edit(anna, line, "my dear Sir", token=token)
    assert edit(anna, line, "my dear Sir", token=token).repeated
    assert Decision.objects.count() == 3


def test_a_stale_line_is_refused_whole_with_both_texts(anna, ben, line, edit, decide) -> None:
    decide(ben, line[2], "Sire")
    with pytest.raises(Stale) as stale:
        edit(anna, line, "my dear Sir")
    assert (stale.value.theirs["text"], stale.value.by) == ("my deer Sire", "ben")
    assert not Label.objects.filter(author=anna).exists()


def test_a_line_that_another_holds_is_refused_unless_one_insists(anna, ben, line, edit) -> None:
    services.reserve(word_ids=[line[0].pk], user=ben)
    with pytest.raises(Stale) as stale:
        edit(anna, line, "my dear Sir")
    assert (stale.value.verdict.value, stale.value.by) == ("held", "ben")
    edit(anna, line, "my dear Sir", insists=True)
    assert text_now(line) == "my dear Sir"


def test_who_says_the_same_as_another_is_told_nothing(anna, ben, line, edit) -> None:
    edit(ben, line, "my dear Sir")
    assert edit(anna, line, "my dear Sir").decisions == 0


def test_a_line_that_was_read_again_is_gone(anna, line, edit) -> None:
    Word.objects.filter(line=line[0].line_id).delete()
    with pytest.raises(Stale) as stale:
        edit(anna, line, "my dear Sir")
    assert stale.value.verdict.value == "gone"


@pytest.mark.parametrize(("text", "sentence"), [(" ", "needs a text"), ("x" * 501, "500"), ("a " * 301, "300")])
def test_what_no_line_can_be(anna, line, edit, text, sentence) -> None:
    with pytest.raises(DecisionRefused, match=sentence):
        edit(anna, line, text)


@pytest.mark.parametrize("text", ["my dear Sir", "my de er Sir", "mydeer Sir", "my deer good Sir", "deer Sir"])
def test_one_undo_leaves_the_line_as_it_was(anna, project, line, edit, text) -> None:
    edit(anna, line, text)
    undone = services.undo(project=project, user=anna, token=uuid4()).decision
    assert [(w.pk, w.start, w.end, w.label) for w in now(line)] == [(w.pk, w.start, w.end, None) for w in line]
    assert not Label.objects.filter(withdrawn_at=None).exists()
    assert services.undone_words(project, undone) == [line[0].pk, line[2].pk]
    with pytest.raises(services.NothingToUndo):
        services.undo(project=project, user=anna, token=uuid4())


def test_an_undo_sent_twice_tells_the_same_words(anna, project, line, edit) -> None:
    edit(anna, line, "my dear Sir")
    token = uuid4()
    services.undo(project=project, user=anna, token=token)
    again = services.undo(project=project, user=anna, token=token)
    assert again.repeated
    assert services.undone_words(project, again.decision) == [line[0].pk, line[2].pk]


def test_a_line_of_which_another_changed_a_word_is_not_undone(anna, ben, project, line, edit, decide) -> None:
    edit(anna, line, "my dear Sir")
    mine = now(line)[1]
    decide(ben, mine, "dearest", label_id=mine.label_id)
    with pytest.raises(Stale):
        services.undo(project=project, user=anna, token=uuid4())
    assert text_now(line) == "my dearest Sir"


def test_its_leases_are_let_go(anna, project, line, edit) -> None:
    services.hold(project=project, user=anna, word_ids=[word.pk for word in line])
    edit(anna, line, "my dear Sir")
    assert not Reservation.objects.exists()


def test_two_people_on_one_line_at_once(anna, ben, line, edit, together) -> None:
    results = together(lambda: edit(anna, line, "my dear Sir"), lambda: edit(ben, line, "thy dear Sir"))
    assert sorted(type(result).__name__ for result in results) == ["SavedLine", "Stale"]
    assert text_now(line) in {"my dear Sir", "thy dear Sir"}
