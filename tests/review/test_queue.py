"""The queue: what is in it, in what order, and what stands around a word."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.utils import timezone

from recognition.models import Document, PageState, Word
from review import policy, selectors, services
from review.models import Decision, Reservation
from review.policy import Place


def texts(words: Iterable[Word]) -> list[str]:
    return [word.reading.text for word in words]


@pytest.fixture
def asked(project):
    def ask(user, **options) -> list[str]:
        queue = selectors.queue(project, user, now=timezone.now(), **options)
        return texts(queue.select_related("reading"))

    return ask


def test_it_holds_the_unsure_words_of_pages_that_are_read(anna, make_page, asked) -> None:
    make_page([["unsure", ("sure", 0.95), ("just", 0.9), ("almost", 0.89)]])
    reading = make_page([["later"]])
    reading.state = PageState.READING
    reading.save()
    assert asked(anna) == ["unsure", "almost"]


def test_a_new_threshold_reshapes_it_at_once(anna, project, make_page, asked) -> None:
    make_page([["unsure", ("sure", 0.95)]])
    project.threshold = 0.99
    project.save()
    assert asked(anna) == ["unsure", "sure"]


def test_a_word_without_a_reading_is_not_asked(anna, make_page, asked, words) -> None:
    page = make_page([["one", "two"]])
    Word.objects.filter(pk=words(page)[0].pk).update(reading=None)
    assert asked(anna) == ["two"]


def test_what_is_decided_leaves_it(anna, ben, make_page, asked, words, decide) -> None:
    first, second, third = words(make_page([["one", "two", "three"]]))
    decide(anna, first, "one")
    decide(ben, second, action="illegible")
    assert asked(anna) == ["three"]
    decide(anna, third, action="not a word")
    assert asked(anna) == asked(ben) == []


def test_other_projects_are_left_out(anna, make_page, project, asked) -> None:
    make_page([["ours"]])
    other = type(project).objects.create(name="Other", slug="other", threshold=0.9)
    make_page([["theirs"]], document=Document.objects.create(project=other, title="Other"))
    assert asked(anna) == ["ours"]


def test_words_come_page_by_page_line_by_line(anna, make_page, asked, project) -> None:
    make_page([["c1", "c2"], ["c3"]])
    make_page([["d1"]])
    make_page([["a1"]], document=Document.objects.create(project=project, title="Earlier letter"))
    assert asked(anna) == ["a1", "c1", "c2", "c3", "d1"]


def test_a_reader_stays_on_the_page_of_the_last_decision(anna, ben, make_page, asked, words, decide) -> None:
    make_page([["a1", "a2"]])
    page = make_page([["b1", "b2", "b3"]])
    decide(anna, words(page)[1], "b2")
    assert asked(anna) == ["b1", "b3", "a1", "a2"]
    assert asked(ben) == ["a1", "a2", "b1", "b3"]


def test_a_second_reader_begins_where_nobody_is(anna, ben, project, make_page, asked) -> None:
    make_page([["a1", "a2", "a3"]])
    make_page([["b1"]])
    services.fetch(project=project, user=anna, count=2)
    assert asked(ben) == ["b1", "a3"]


def test_what_others_hold_is_left_to_them_until_it_expires(anna, ben, project, make_page, asked) -> None:
    make_page([["one", "two"]])
    services.fetch(project=project, user=ben, count=1)
    assert asked(anna) == ["two"]
    assert asked(ben) == ["one", "two"]
    Reservation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert asked(anna) == ["one", "two"]


def test_skipped_words_come_back_at_the_end_as_they_were_skipped(anna, ben, make_page, asked, words, decide) -> None:
    first, second, _, fourth = words(make_page([["one", "two", "three", "four"]]))
    for word in (second, first, fourth):
        decide(anna, word, action="skip")
    last = Decision.objects.latest("pk").pk
    assert asked(anna) == ["three"]
    assert asked(anna, skips_until=last) == ["three", "two", "one", "four"]
    assert asked(anna, skips_until=last - 1) == ["three", "two", "one"]
    assert asked(ben) == ["one", "two", "three", "four"]


def test_an_undone_skip_is_none(anna, project, make_page, asked, words, decide) -> None:
    first, _ = words(make_page([["one", "two"]]))
    saved = decide(anna, first, action="skip")
    services.undo(project=project, user=anna, token=type(saved.decision.token)(int=1))
    assert asked(anna) == ["one", "two"]


@pytest.mark.parametrize(("threshold", "checks"), [(0.9, 0), (0.5, 50)])
def test_sql_says_the_same_as_the_policy(anna, ben, project, make_page, words, decide, threshold, checks) -> None:
    """Random pages, labels, skips and reservations: the query gives what the pure rules give, in their order."""
    project.threshold, project.checks = threshold, checks
    project.save()
    chance = random.Random(7)
    documents = [Document.objects.create(project=project, title=title) for title in ("B", "A", "A")]
    for document in documents * 2:
        lines = [[(f"w{i}", chance.random()) for i in range(chance.randint(1, 4))] for _ in range(3)]
        make_page(lines, document=document)
    everything = list(Word.objects.order_by("?").select_related("reading", "line", "page__document"))
    skips: dict[int, int] = {}
    for word in everything[:12]:
        if chance.random() < 0.5:
            skips[word.pk] = decide(anna, word, action="skip").decision.pk
        else:
            decide(anna, word, "text")
            word.refresh_from_db()
    own = Decision.objects.filter(user=anna).latest("pk").page_id
    held = {word.pk: word.page_id for word in everything[12:15]}
    services.reserve(word_ids=held, user=ben)

    def place(word: Word) -> Place:
        rank = policy.page_rank(is_own=word.page_id == own, is_busy=word.page_id in held.values())
        return Place(
            skips.get(word.pk, 0), rank, word.page.document.title, word.page.document_id, word.page.number,
            word.line.position, word.position,
        )  # fmt: skip

    flagged = [w for w in everything if policy.is_flagged(w.pk, w.reading.confidence, threshold, checks)]
    assert bool(checks) is any(w.reading.confidence >= threshold for w in flagged)
    expected = sorted((w for w in flagged if w.label_id is None and w.pk not in held), key=lambda w: place(w).key())
    queue = selectors.queue(project, anna, now=timezone.now(), skips_until=max(skips.values()))
    assert [word.pk for word in queue] == [word.pk for word in expected]


def test_the_counts_say_what_is_left_and_what_is_set_aside(anna, ben, project, make_page, words, decide) -> None:
    page = make_page([["one", "two", "three", "four", ("sure", 0.99)]])
    one, two, three, _, _ = words(page)
    decide(anna, one, "one")
    skip = decide(anna, two, action="skip")
    services.reserve(word_ids=[three.pk], user=ben)
    counts = selectors.counts(project, anna, now=timezone.now())
    assert (counts.flagged, counts.remaining, counts.skipped, counts.others) == (4, 3, 1, 1)
    assert counts.documents == {page.document_id: 3}
    assert counts.until == skip.decision.pk
    assert selectors.counts(project, anna, now=timezone.now(), skips_until=counts.until).skipped == 0


def test_what_somebody_has_decided_meanwhile_is_no_card_any_more(anna, ben, project, make_page, words, decide) -> None:
    one, two = words(make_page([["one", "two"]]))
    decide(ben, one, "one")
    told = selectors.cards([one.pk, two.pk], selectors.Viewer(project, anna), only_theirs=True)
    assert [card["id"] for card in told["words"]] == [two.pk]


def test_a_card_carries_its_lines_with_pictures_and_texts(anna, make_page, words, decide) -> None:
    page = make_page([["above"], ["my", "dear"], ["below"], ["far"]])
    above, my, dear, below, _ = words(page)
    decide(anna, my, "My")
    desk = selectors.cards([dear.pk])
    (card,) = desk["words"]
    lines = desk["lines"]
    assert (card["above"], card["line"], card["below"]) == (above.line_id, dear.line_id, below.line_id)
    assert set(lines) == {above.line_id, dear.line_id, below.line_id}
    texts_of_the_line = [(word["text"], word["by"]) for word in lines[dear.line_id]["words"]]
    assert texts_of_the_line == [("My", "person"), ("dear", "machine")]
    assert lines[dear.line_id]["picture"] == f"/media/lines/{dear.line_id}.webp"
    assert card["alternatives"] == [
        {"text": "dear", "share": 0.5, "source": "reader"},
        {"text": "dears", "share": 0.25, "source": "reader"},
    ]
    assert card["reading"] == {"id": dear.reading_id, "text": "dear"}


def test_a_spelling_suggestion_is_offered_last_and_says_that_it_is_one(make_page, words) -> None:
    (dear,) = words(make_page([["dear"]]))
    dear.reading.alternatives.insert(0, {"text": "dean", "confidence": None, "source": "spelling"})
    dear.reading.save()
    offered = selectors.cards([dear.pk])["words"][0]["alternatives"]
    assert [(one["text"], one["source"]) for one in offered] == [
        ("dear", "reader"), ("dears", "reader"), ("dean", "spelling"),
    ]  # fmt: skip
    assert offered[-1]["share"] == 0.0


def test_the_first_and_the_last_line_have_one_neighbour(make_page, words) -> None:
    first, last = words(make_page([["first"], ["last"]]))
    above, below = selectors.cards([first.pk, last.pk])["words"]
    assert (above["above"], above["below"]) == (None, last.line_id)
    assert (below["above"], below["below"]) == (first.line_id, None)


def test_the_number_of_queries_does_not_grow_with_the_words(
    anna, project, make_page, django_assert_num_queries
) -> None:
    for _ in range(6):
        make_page([["one", "two", "three"], ["four", "five"], ["six"]])
    ids = services.fetch(project=project, user=anna, count=30)
    for count in (1, 30):
        with django_assert_num_queries(4):
            selectors.cards(ids[:count])
