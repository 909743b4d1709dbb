"""The editorial rules, as tables."""

from __future__ import annotations

import pytest

from recognition.models import LabelKind
from review.models import DecisionKind
from review.policy import (
    LABEL_KINDS,
    LONGEST_TEXT,
    MOST_ALTERNATIVES,
    MOST_IN_GROUP,
    Action,
    Kind,
    Place,
    Seen,
    Standing,
    Verdict,
    can_be_undone,
    clean,
    group_size,
    is_flagged,
    is_in_doubt,
    judge,
    kind_of,
    offers_line,
    page_rank,
    ranked,
    refusal,
    undo_is_stale,
)


def test_the_words_are_those_of_the_database() -> None:
    assert {kind.value for kind in Kind} == set(DecisionKind.values)
    assert set(LABEL_KINDS.values()) == set(LabelKind.values)


@pytest.mark.parametrize(
    ("confidence", "threshold", "doubtful"),
    [(0.5, 0.9, True), (0.9, 0.9, False), (0.95, 0.9, False), (None, 0.9, False), (0.0, 0.0, False), (0.0, 1.0, True)],
)
def test_what_is_less_sure_than_the_threshold_is_in_doubt_and_asked_about(confidence, threshold, doubtful) -> None:
    assert is_in_doubt(confidence, threshold) is doubtful
    assert is_flagged(7, confidence, threshold, checks=0) is doubtful


@pytest.mark.parametrize(
    ("confidence", "checks", "flagged"), [(0.95, 0, False), (0.95, 100, True), (0.5, 100, True), (None, 100, False)]
)
def test_a_random_check_is_asked_about_however_sure_it_is(confidence, checks, flagged) -> None:
    assert is_flagged(7, confidence, 0.9, checks) is flagged


@pytest.mark.parametrize(
    ("action", "text", "reading", "kind"),
    [
        (Action.TEXT, "Dyer", "Dyer", Kind.ACCEPTED),
        (Action.TEXT, " Dyer ", "Dyer", Kind.ACCEPTED),
        (Action.TEXT, "e\u0301t\u00e9", "\u00e9t\u00e9", Kind.ACCEPTED),  # decomposed and composed are one text
        (Action.TEXT, "dyer", "Dyer", Kind.CHANGED),
        (Action.TEXT, "Dyer’s", "Dyer's", Kind.CHANGED),
        (Action.ILLEGIBLE, "", "Dyer", Kind.ILLEGIBLE),
        (Action.NOT_A_WORD, "", "Dyer", Kind.NOT_A_WORD),
        (Action.SKIP, "", "Dyer", Kind.SKIPPED),
    ],
)
def test_what_a_key_press_counts_as(action, text, reading, kind) -> None:
    assert kind_of(action, text, reading) is kind


@pytest.mark.parametrize("kind", [Kind.SKIPPED, Kind.UNDONE])
def test_skipping_and_undoing_make_no_label(kind) -> None:
    assert kind not in LABEL_KINDS


@pytest.mark.parametrize(
    ("action", "text", "starts"),
    [
        (Action.TEXT, "Dyer", ""),
        (Action.TEXT, "  ", "A word needs a text"),
        (Action.TEXT, "x" * LONGEST_TEXT, ""),
        (Action.TEXT, "x" * (LONGEST_TEXT + 1), "A word may have at most 500"),
        (Action.ILLEGIBLE, "", ""),
        (Action.SKIP, "", ""),
    ],
)
def test_what_is_refused(action, text, starts) -> None:
    assert refusal(action, text)[: len(starts)] == starts
    assert bool(refusal(action, text)) is bool(starts)


def test_cleaning_keeps_a_persons_spelling() -> None:
    assert clean(" d’Arcy   ſaid ") == "d’Arcy ſaid"


OPEN = Standing(None, "", "", 7, "Dyer", held_by_other=False)
HELD = Standing(None, "", "", 7, "Dyer", held_by_other=True)
READ_AGAIN = Standing(None, "", "", 8, "Dyar", held_by_other=False)
LABELLED = Standing(3, "text", "Dyer", 7, "Dyar", held_by_other=False)
ILLEGIBLE = Standing(3, "illegible", "", 7, "Dyer", held_by_other=False)
FRESH = Seen(7, None)


@pytest.mark.parametrize(
    ("kind", "text", "standing", "seen", "verdict"),
    [
        (Kind.ACCEPTED, "Dyer", OPEN, FRESH, Verdict.SAVE),
        (Kind.ILLEGIBLE, "", OPEN, FRESH, Verdict.SAVE),
        # Somebody else holds it: only who insists may write.
        (Kind.ACCEPTED, "Dyer", HELD, FRESH, Verdict.HELD),
        (Kind.ACCEPTED, "Dyer", HELD, Seen(7, None, insists=True), Verdict.SAVE),
        (Kind.SKIPPED, "", HELD, FRESH, Verdict.SAVE),
        # Somebody else has decided: the same is no conflict, anything else is, also for who insists on older news.
        (Kind.CHANGED, "Dyer", LABELLED, FRESH, Verdict.AGREES),
        (Kind.CHANGED, "Dyar", LABELLED, FRESH, Verdict.LABELLED),
        (Kind.CHANGED, "Dyar", LABELLED, Seen(7, 2, insists=True), Verdict.LABELLED),
        (Kind.CHANGED, "Dyar", LABELLED, Seen(7, 3, insists=True), Verdict.SAVE),
        (Kind.NOT_A_WORD, "", LABELLED, FRESH, Verdict.LABELLED),
        (Kind.ILLEGIBLE, "", ILLEGIBLE, FRESH, Verdict.AGREES),
        (Kind.ACCEPTED, "Dyer", ILLEGIBLE, FRESH, Verdict.LABELLED),
        (Kind.SKIPPED, "", LABELLED, FRESH, Verdict.SAVE),
        # Read again: what was kept is not what stands there now, unless it says the same.
        (Kind.CHANGED, "Dyer", READ_AGAIN, FRESH, Verdict.READ_AGAIN),
        (Kind.ACCEPTED, "Dyar", READ_AGAIN, FRESH, Verdict.SAVE),
        (Kind.CHANGED, "Dyer", READ_AGAIN, Seen(7, None, insists=True), Verdict.SAVE),
        (Kind.ILLEGIBLE, "", READ_AGAIN, FRESH, Verdict.SAVE),
    ],
)
def test_what_becomes_of_a_decision(kind, text, standing, seen, verdict) -> None:
    assert judge(kind, text, standing, seen) is verdict


@pytest.mark.parametrize(
    ("kind", "is_undone", "can"),
    [
        (Kind.ACCEPTED, False, True),
        (Kind.SKIPPED, False, True),
        (Kind.ILLEGIBLE, False, True),
        (Kind.ACCEPTED, True, False),
        (Kind.UNDONE, False, False),
    ],
)
def test_every_step_is_undone_once(kind, is_undone, can) -> None:
    assert can_be_undone(kind, is_undone=is_undone) is can


@pytest.mark.parametrize(("made", "now", "stale"), [(3, 3, False), (3, 4, True), (3, None, True), (None, 4, False)])
def test_an_undo_never_takes_back_somebody_elses_label(made, now, stale) -> None:
    assert undo_is_stale(made_label=made, label_now=now) is stale


def test_the_order_stays_on_a_page_then_avoids_others_and_ends_with_what_was_skipped() -> None:
    own, free = page_rank(is_own=True, is_busy=True), page_rank(is_own=False, is_busy=False)
    busy = page_rank(is_own=False, is_busy=True)
    places = {
        "own page, line 1": Place(0, own, "B", 2, 2, 1, 0),
        "own page, line 2, word 0": Place(0, own, "B", 2, 2, 2, 0),
        "own page, line 2, word 1": Place(0, own, "B", 2, 2, 2, 1),
        "another page": Place(0, free, "A", 1, 1, 0, 0),
        "the page after it": Place(0, free, "A", 1, 2, 0, 0),
        "a page that somebody works on": Place(0, busy, "A", 1, 0, 0, 0),
        "skipped first": Place(5, own, "B", 2, 2, 3, 0),
        "skipped later": Place(9, own, "B", 2, 2, 0, 0),
    }  # fmt: skip
    assert sorted(places, key=lambda name: places[name].key()) == list(places)


@pytest.mark.parametrize(
    ("asked", "words", "offered"), [(0, 9, False), (1, 1, False), (3, 10, False), (4, 10, True), (2, 2, True)]
)
def test_a_line_is_offered_whole_where_much_of_it_is_in_doubt(asked, words, offered) -> None:
    assert offers_line(asked, words) is offered


@pytest.mark.parametrize(
    ("beliefs", "size"),
    [
        ([], 0),
        ([1.0, 1.0], 0),  # too few
        ([0.96, 0.96, 0.96], 3),
        ([0.8, 0.8, 0.8], 0),  # a key for one stranger among three
        ([0.8] * 10, 10),  # but of ten, one key confirms eight
        ([0.89, 0.89, 0.89, 0.89, 0.87, 0.5, 0.2], 5),  # what the surer ones can carry
        ([0.7] * 40, 0),
        ([0.85] * 40, MOST_IN_GROUP),
    ],
)
def test_a_group_is_as_large_as_few_keys_allow(beliefs, size) -> None:
    assert group_size(beliefs) == size


SHARES = {"tbe": 0.5, "she": 0.3, "the": 0.2}


@pytest.mark.parametrize(
    ("corrections", "confirmed", "texts"),
    [
        ({}, set(), ["tbe", "she", "the"]),
        ({}, {"the"}, ["tbe", "the", "she"]),  # known in the project: twice as likely
        ({"the": 1}, {"the"}, ["tbe", "the", "she"]),
        ({"toe": 1, "the": 2}, {"toe", "the"}, ["tbe", "the", "toe", "she"]),  # new to the machine, too
        ({}, {"tbe"}, ["tbe", "she", "the"]),
    ],
)
def test_what_people_made_of_a_reading_rises_among_its_alternatives(corrections, confirmed, texts) -> None:
    assert ranked("tbe", SHARES, corrections, confirmed) == texts


def test_no_more_alternatives_than_there_are_digits() -> None:
    assert len(ranked("tbe", SHARES, dict.fromkeys("abcdef", 1), ())) == MOST_ALTERNATIVES
