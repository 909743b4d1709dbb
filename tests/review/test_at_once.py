"""What one person does while another, at the same word, has written but not committed yet."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from recognition.models import Label, Line
from recognition.services import read_pages
from recognition.services.layout import DrawnLine, DrawnRegion, save_layout
from recognition.services.notes import NoteRefused, leave_note
from review import services
from review.models import Decision, Reservation
from review.policy import Verdict
from review.services import Stale
from tests.recognition.services.conftest import fake_reader  # noqa: F401


@pytest.fixture
def undo(project):
    return lambda user, undoes=None: services.undo(project=project, user=user, token=uuid4(), undoes=undoes)


@pytest.fixture
def word(make_page, words):
    (found,) = words(make_page([["Dyer"]]))
    return found


def test_who_fetches_second_gets_the_words_behind(project, anna, ben, make_page, words, meanwhile):
    ids = [word.pk for word in words(make_page([["one", "two", "three", "four"]]))]
    fetch = services.fetch
    mine, theirs = meanwhile(
        lambda: fetch(project=project, user=anna, count=2), lambda: fetch(project=project, user=ben, count=2)
    )
    assert (mine, theirs) == (ids[:2], ids[2:])


def test_who_decides_second_is_told_both_texts(project, anna, ben, word, decide, client, meanwhile):
    client.force_login(ben)
    sent = {"word": word.pk, "action": "text", "text": "Dyor", "reading": word.reading_id, "token": str(uuid4())}
    address = reverse("api-review-decisions", args=[project.slug])
    _, answer = meanwhile(
        lambda: decide(anna, word, "Dyar"), lambda: client.post(address, sent, content_type="application/json")
    )
    told = answer.json()
    assert (answer.status_code, told["reason"], told["by"]) == (409, "labelled", "anna")
    assert (told["yours"]["text"], told["theirs"]["text"]) == ("Dyor", "Dyar")
    assert [label.text for label in Label.objects.all()] == ["Dyar"]


def test_who_says_the_same_second_agrees(anna, ben, word, decide, meanwhile):
    _, second = meanwhile(lambda: decide(anna, word, "Dyar"), lambda: decide(ben, word, "Dyar"))
    assert second.decision.about == Label.objects.get()


def test_what_is_sent_again_is_kept_once(anna, word, decide, meanwhile):
    token = uuid4()
    sent = [lambda: decide(anna, word, "Dyar", token=token)] * 3
    assert [saved.repeated for saved in meanwhile(*sent)] == [False, True, True]
    assert (Decision.objects.count(), Label.objects.count()) == (1, 1)


def test_a_label_that_is_changed_is_replaced_by_who_has_seen_it_only(anna, ben, word, decide, meanwhile):
    seen = decide(anna, word, "Dyar").decision.label_id
    first, second = meanwhile(
        lambda: decide(anna, word, "Dyre", label_id=seen), lambda: decide(ben, word, "Dyor", label_id=seen)
    )
    assert first.decision.replaced_id == seen
    assert (second.verdict, second.theirs["text"]) == (Verdict.LABELLED, "Dyre")


def test_nothing_is_undone_that_another_has_just_changed(anna, ben, word, decide, undo, meanwhile):
    seen = decide(anna, word, "Dyar").decision.label_id
    _, undone = meanwhile(lambda: decide(ben, word, "Dyor", label_id=seen), lambda: undo(anna))
    assert isinstance(undone, Stale)
    assert undone.theirs["text"] == "Dyor"
    word.refresh_from_db()
    assert word.label.text == "Dyor"


def test_a_decision_behind_an_undo_replaces_nothing(anna, ben, word, decide, undo, meanwhile):
    seen = decide(anna, word, "Dyar").decision.label_id
    _, saved = meanwhile(lambda: undo(anna), lambda: decide(ben, word, "Dyor", label_id=seen, insists=True))
    assert saved.decision.replaced is None
    assert [label.text for label in Label.objects.filter(withdrawn_at=None)] == ["Dyor"]


def test_two_windows_undo_two_steps(anna, make_page, words, decide, undo, meanwhile):
    for word in words(make_page([["one", "two"]])):
        decide(anna, word, "2")
    undone = meanwhile(lambda: undo(anna), lambda: undo(anna))
    assert len({saved.decision.undoes_id for saved in undone}) == 2
    assert not Label.objects.filter(withdrawn_at=None).exists()


def test_what_a_window_has_renewed_is_not_released_by_another(project, anna, word, meanwhile):
    services.reserve(word_ids=[word.pk], user=anna)
    until = Reservation.objects.get().expires_at
    meanwhile(
        lambda: services.renew(project=project, user=anna, word_ids=[word.pk]),
        lambda: services.release(project=project, user=anna, word_ids=[word.pk], until=until),
    )
    assert Reservation.objects.filter(user=anna, expires_at__gt=until).exists()


def test_a_page_is_read_again_behind_a_decision(anna, word, decide, fake_reader, meanwhile):  # noqa: F811
    """The reader holds the page and waits for the word; the decision refers to the page, and must not wait for it."""
    fake_reader.lines = [(50, [(50, 130, "Dyer", 0.4)])]
    _, read = meanwhile(lambda: decide(anna, word, "Dyar"), lambda: read_pages.read_page(word.page_id))
    assert read is None
    word.refresh_from_db()
    assert word.label.text == "Dyar"


def test_a_line_is_removed_behind_a_decision(anna, ben, word, decide, meanwhile):
    box = word.line.polygon
    only = DrawnRegion(None, "paragraph", box, [DrawnLine(None, word.line.baseline, box)])
    saved, kept = meanwhile(
        lambda: decide(anna, word, "Dyar"),
        lambda: save_layout(page_id=word.page_id, regions=[only], revision=0, user=ben),
    )
    assert kept.layout_revision == 1
    saved.decision.refresh_from_db()
    assert (saved.decision.word, saved.decision.label.text) == (None, "Dyar")


def test_a_note_on_a_line_that_goes_is_refused(anna, ben, word, meanwhile):
    Line.objects.filter(pk=word.line_id).update(position=1)
    bare = Line.objects.create(
        page=word.page, region=word.line.region, position=0, baseline=word.line.baseline, polygon=word.line.polygon
    )
    kept = DrawnRegion(None, "paragraph", bare.polygon, [DrawnLine(word.line_id, bare.baseline, bare.polygon)])
    _, note = meanwhile(
        lambda: save_layout(page_id=word.page_id, regions=[kept], revision=0, user=ben),
        lambda: leave_note(about=bare, text="Odd.", author=anna, token=uuid4()),
    )
    assert isinstance(note, NoteRefused)


def test_whoever_takes_the_same_words_in_another_order_waits(anna, ben, project, make_page, words, together):
    found = words(make_page([[f"w{n}" for n in range(12)]]))
    found[0].line.words.update(position=99)  # so that they have no order of their own
    ids = [word.pk for word in found]
    for _ in range(5):
        Reservation.objects.all().delete()
        mine, theirs = together(
            lambda: services.reserve(word_ids=ids, user=anna), lambda: services.reserve(word_ids=ids[::-1], user=ben)
        )
        assert mine | theirs == set(ids)
        assert not mine & theirs
