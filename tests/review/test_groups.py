"""Groups: who is in them, what one key saves, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from recognition.models import Label, Word
from review import services
from review.models import Decision, Reservation
from review.policy import Seen, Verdict

#: Sure enough for a group of four.
SURE = 0.899


@pytest.fixture
def group_of(anna, project) -> Callable[..., list[tuple[str, list[str]]]]:
    """The groups a reviewer gets: the text, and where its words stand on their lines."""

    def of(user=anna, **options):
        found = services.next_groups(project=project, user=user, **options)
        return [(group.text, sorted(group.words)) for group in found]

    return of


@pytest.fixture
def decide_group(project) -> Callable[..., services.SavedGroup]:
    def run(user, words, text: str, token: UUID | None = None):
        seen = {word.pk: Seen(word.reading_id, None) for word in words}
        return services.decide_group(project=project, user=user, text=text, seen=seen, token=token or uuid4())

    return run


@pytest.fixture
def the(make_page, words, make_looks) -> Callable[..., list[Word]]:
    """`the("aaab")`: words read “the”, with these looks."""

    def make(looks: str, confidence: float = SURE, text: str = "the") -> list[Word]:
        found = words(make_page([[(text, confidence)] for _ in looks]))
        make_looks(found, looks)
        return found

    return make


def ids(words) -> list[int]:
    return sorted(word.pk for word in words)


def test_words_that_read_and_look_alike_are_one_group(the, group_of) -> None:
    found = the("aaaabbbbb")
    assert group_of() == [("the", ids(found[:4])), ("the", ids(found[4:]))]


def test_a_word_about_which_experts_are_asked_is_in_no_group(anna, the, group_of, decide) -> None:
    found = the("aaaaa")
    decide(anna, found[0], "Which one?", "escalate")
    assert group_of() == [("the", ids(found[1:]))]


def test_readings_that_come_most_often_come_first(the, group_of) -> None:
    few, many = the("aaaa"), the("aaaaa", text="and")
    assert group_of() == [("and", ids(many)), ("the", ids(few))]
    assert group_of(most=1) == [("and", ids(many))]


def test_too_few_or_too_doubtful_words_are_no_group(the, group_of) -> None:
    the("aa")
    the("aaaaaa", confidence=0.6, text="and")
    assert group_of() == []


def test_doubtful_words_stay_out_where_the_sure_ones_cannot_carry_them(the, group_of) -> None:
    sure = the("aaaaaaaa", confidence=0.85)
    the("a", confidence=0.1)
    assert group_of() == [("the", ids(sure))]


def test_words_without_a_look_are_in_no_group(make_page, group_of) -> None:
    make_page([[("the", SURE)]] * 5)
    assert group_of() == []


def test_groups_are_held_so_that_two_people_never_have_the_same_word(anna, ben, the, group_of) -> None:
    found = the("aaaa")
    assert group_of(anna) == [("the", ids(found))]
    assert Reservation.objects.filter(user=anna).count() == 4
    assert group_of(ben) == []


def test_what_was_decided_taken_out_or_skipped_is_not_grouped_again(anna, the, group_of, decide) -> None:
    found = the("aaaaaaa")
    decide(anna, found[0], "the")
    decide(anna, found[1], action="skip")
    assert group_of(exclude=[found[2].pk]) == [("the", ids(found[3:]))]


def test_one_key_gives_all_of_them_a_label(anna, the, decide_group) -> None:
    found = the("aaa")
    assert decide_group(anna, found, "the").decisions == 3
    assert set(Word.objects.values_list("label__text", "label__author__username")) == {("the", "anna")}
    assert set(Decision.objects.values_list("kind", flat=True)) == {"accepted"}


def test_a_group_sent_twice_is_saved_once(anna, the, decide_group) -> None:
    found, token = the("aaa"), uuid4()
    assert not decide_group(anna, found, "the", token).repeated
    assert decide_group(anna, found, "the", token).repeated
    assert Decision.objects.count() == 3


def test_one_undo_opens_the_whole_group(anna, project, the, decide_group) -> None:
    found, token = the("aaa"), uuid4()
    decide_group(anna, found, "the", token)
    undone = services.undo(project=project, user=anna, token=uuid4(), undoes=token).decision
    assert sorted(services.undone_words(project, undone)) == ids(found)
    assert not Label.objects.filter(withdrawn_at=None).exists()


def test_a_group_that_comes_late_once_more_does_not_undo_its_undo(anna, project, the, decide_group) -> None:
    found, token = the("aaa"), uuid4()
    decide_group(anna, found, "the", token)
    services.undo(project=project, user=anna, token=uuid4(), undoes=token)
    decide_group(anna, found, "the", token)
    assert not Word.objects.exclude(label=None).exists()


def test_what_another_has_decided_is_told_and_left(anna, ben, the, decide, decide_group) -> None:
    found = the("aaaa")
    decide(ben, found[1], "she")
    decide(ben, found[2], "the")
    saved = decide_group(anna, found, "the")
    assert saved.decisions == 3  # the same text is no conflict
    assert {pk: (stale.verdict, stale.theirs["text"], stale.by) for pk, stale in saved.stale.items()} == {
        found[1].pk: (Verdict.LABELLED, "she", "ben")
    }
    assert Word.objects.get(pk=found[1].pk).label.text == "she"


def test_what_stands_against_it_is_told_again_when_the_answer_was_lost(anna, ben, the, decide, decide_group) -> None:
    found, token = the("aaaa"), uuid4()
    decide(ben, found[1], "she")
    for _ in range(2):
        assert list(decide_group(anna, found, "the", token).stale) == [found[1].pk]
    assert Decision.objects.filter(user=anna).count() == 3


def test_words_that_are_gone_are_told(anna, the, decide_group) -> None:
    found = the("aaa")
    Word.objects.filter(pk=found[0].pk).delete()
    saved = decide_group(anna, found, "the")
    assert (saved.decisions, [stale.verdict for stale in saved.stale.values()]) == (2, [Verdict.GONE])


def test_a_group_needs_a_text(anna, the, decide_group) -> None:
    with pytest.raises(services.DecisionRefused, match="needs a text"):
        decide_group(anna, the("aaa"), " ")


def test_two_at_once_save_a_group_once(anna, the, decide_group, together) -> None:
    found, token = the("aaa"), uuid4()
    saved = together(*[lambda: decide_group(anna, found, "the", token)] * 2)
    assert sorted(one.repeated for one in saved) == [False, True]
    assert Decision.objects.count() == 3
