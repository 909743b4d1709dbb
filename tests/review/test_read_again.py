"""A page is read again while people are at it: what they hold, skipped, asked or noted stays."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from recognition.models import JobKind, JobState, Label, Line, Page, PageState, Reading, Word
from recognition.services import jobs, read_pages
from recognition.services.notes import leave_note, mark_done
from recognition.services.promotion import promote
from review import services
from review.models import Decision, Reservation
from tests.recognition.services.conftest import fake_reader  # noqa: F401
from tests.recognition.services.fake_reader import FakeReader

LINES = [(50, [(50, 130, "My", 0.4), (150, 230, "dear", 0.5)]), (150, [(50, 130, "Dyer", 0.4)])]
BETTER = [(50, [(50, 130, "We", 0.4), (150, 230, "hear", 0.5)]), (150, [(50, 130, "Dyar", 0.4)])]


@pytest.fixture
def page(make_page, fake_reader: FakeReader) -> Page:  # noqa: F811
    """Two lines, “My dear” and “Dyer”; what is found next is “We hear” and “Dyar”, and lines read alone say “given”."""
    page = make_page([])
    fake_reader.lines = LINES
    read_pages.read_page(page.pk)
    fake_reader.lines = BETTER
    return page


def word(text: str) -> Word:
    return Word.objects.select_related("reading", "line").get(reading__text=text)


def texts(page: Page) -> list[list[str]]:
    lines = Line.objects.filter(page=page).order_by("position")
    return [[w.reading.text for w in line.words.select_related("reading")] for line in lines]


def hold(anna: User, page: Page, decide) -> None:
    services.reserve(word_ids=[word("dear").pk], user=anna)


def skip(anna: User, page: Page, decide) -> None:
    decide(anna, word("dear"), action="skip")


def ask(anna: User, page: Page, decide) -> None:
    decide(anna, word("dear"), "Is this a name?", action="escalate")


def note_the_word(anna: User, page: Page, decide) -> None:
    leave_note(about=word("dear"), text="Odd.", author=anna, token=uuid4())


def note_the_line(anna: User, page: Page, decide) -> None:
    leave_note(about=word("dear").line, text="Odd.", author=anna, token=uuid4())


@pytest.mark.parametrize("touch", [hold, skip, ask, note_the_word, note_the_line])
@pytest.mark.parametrize("when", ["before", "while it is read"])
def test_a_touched_line_stays_and_the_others_are_read(
    page: Page, anna: User, ben: User, decide, fake_reader: FakeReader, touch, when: str  # noqa: F811
) -> None:  # fmt: skip
    """Also where somebody comes between the queueing of a page and the writing of its new words."""
    kept = list(word("dear").line.words.values_list("pk", "reading"))
    if when == "before":
        touch(anna, page, decide)
    else:
        fake_reader.while_reading = lambda: touch(anna, page, decide) if word_is_free() else None
    assert promote(project=page.document.project, version=None, user=ben) == 1
    jobs.run(page.jobs.get(kind=JobKind.READ_PAGE).pk, read_pages.read_page)
    assert texts(page) == [["My", "dear"], ["given"]]
    assert list(word("dear").line.words.values_list("pk", "reading")) == kept
    assert not word_is_free()
    page.refresh_from_db()
    assert (page.state, page.jobs.get().state) == (PageState.READ, JobState.DONE)


def word_is_free() -> bool:
    dear = word("dear")
    is_noted = dear.notes.exists() or dear.line.notes.exists()
    return not (Reservation.objects.filter(word=dear).exists() or dear.decisions.exists() or is_noted)


def test_who_comes_while_lines_alone_are_read_keeps_theirs(
    page: Page, anna: User, ben: User, fake_reader: FakeReader  # noqa: F811
) -> None:  # fmt: skip
    services.reserve(word_ids=[word("dear").pk], user=anna)
    dyer = word("Dyer").pk
    fake_reader.while_reading = lambda: services.reserve(word_ids=[dyer], user=ben)
    read_pages.read_page(page.pk)
    assert texts(page) == [["My", "dear"], ["Dyer"]]
    assert Reservation.objects.count() == 2
    assert all(line.picture.storage.exists(line.picture.name) for line in page.lines.all())


def let_go(anna: User, page: Page, decide) -> None:
    services.reserve(word_ids=[word("dear").pk], user=anna)
    Reservation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def skip_and_undo(anna: User, page: Page, decide) -> None:
    skip(anna, page, decide)
    services.undo(project=page.document.project, user=anna, token=uuid4())
    Reservation.objects.all().delete()


def note_and_settle(anna: User, page: Page, decide) -> None:
    note_the_word(anna, page, decide)
    mark_done(note=page.notes.get(), user=anna)


@pytest.mark.parametrize("over", [let_go, skip_and_undo, note_and_settle])
def test_what_is_over_holds_nothing(page: Page, anna: User, decide, over) -> None:
    over(anna, page, decide)
    read_pages.read_page(page.pk)
    assert texts(page) == [["We", "hear"], ["Dyar"]]


def test_a_mended_page_is_read_again_around_what_is_held(page: Page, anna: User) -> None:
    Page.objects.update(mended_by=anna, mended_at=timezone.now())
    services.reserve(word_ids=[word("Dyer").pk], user=anna)
    read_pages.read_page(page.pk)
    assert texts(page) == [["given"], ["Dyer"]]


@pytest.mark.parametrize("mended", [False, True])
def test_a_decision_keeps_its_word_where_its_label_finds_a_new_place(
    page: Page, anna: User, decide, mended: bool
) -> None:
    dear = word("dear")
    saved = decide(anna, dear, "dears")
    if mended:
        Page.objects.update(mended_by=anna, mended_at=timezone.now())
    read_pages.read_page(page.pk)
    decision = Decision.objects.get()
    assert (decision, decision.word_id) == (saved.decision, dear.pk)
    placed = Word.objects.get(label=Label.objects.get())
    assert (placed.pk, placed.line.page) == (dear.pk, page)
    assert Reading.objects.filter(word=placed).count() == (not mended)


def test_a_lease_on_a_word_that_went_is_not_given(page: Page, anna: User) -> None:
    gone = word("dear").pk
    read_pages.read_page(page.pk)
    assert services.reserve(word_ids=[gone], user=anna) == set()


def test_between_a_lease_and_a_new_reading_one_waits_for_the_other(page: Page, anna: User, ben: User, together) -> None:
    ids = list(page.words.values_list("pk", flat=True))
    mine, theirs, read = together(
        lambda: services.reserve(word_ids=ids[:1], user=anna), lambda: services.reserve(word_ids=ids[2:], user=ben),
        lambda: read_pages.read_page(page.pk),
    )  # fmt: skip
    assert read is None
    assert mine | theirs == set(Word.objects.filter(reservation__isnull=False).values_list("pk", flat=True))
