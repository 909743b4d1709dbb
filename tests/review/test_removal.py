"""Documents that are removed: nothing of them stays, and nothing else goes."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from recognition.models import (
    Document,
    Hand,
    Job,
    JobKind,
    JobState,
    Label,
    Line,
    Page,
    PageHand,
    PageSide,
    Source,
    StepPicture,
    Template,
)
from recognition.services import jobs, unpack
from recognition.services.dataset_manifests import LEARNED
from recognition.services.dataset_pictures import line_image
from recognition.services.dataset_versions import make_dataset
from recognition.services.ingest import take_in
from recognition.services.notes import answer_note, leave_note
from review import services
from review.models import Acceptance, Decision, DecisionKind, Reservation, Timing
from review.services import removal
from tests.all_there_is import files, rows
from tests.conftest import picture_bytes
from tests.recognition.services.labelled_pages import document_of, labelled_page


@pytest.fixture
def work_on(project, anna, ben, make_page, words, decide, again, rules):
    """`work_on(document)`: a page with everything that people and machines can leave on one."""

    def run(document: Document) -> Page:
        page = make_page([["one", "two", "three"], ["four", "five", "six"]], document=document)
        one, two, three, four, five, six = words(page)
        rules(share=100)
        services.record_time(user=anna, token=decide(anna, one, "One").decision.token, seconds=2.0)
        again(ben, one, "Won")
        decide(anna, two, "To")
        services.undo(project=project, user=anna, token=uuid4())
        replaced = decide(anna, two, "Two").decision.label_id
        decide(ben, two, "Too", label_id=replaced)
        decide(anna, three, action="skip")
        decide(anna, four, "Which?", "escalate")
        decide(ben, four, "Four")
        services.reserve(word_ids=[five.pk], user=anna)
        note = leave_note(about=six, text="Odd.", author=anna, token=uuid4())
        answer_note(note=note, text="Indeed.", author=ben, token=uuid4())
        leave_note(about=page, text="Torn.", author=ben, token=uuid4())
        accepted, _ = Acceptance.objects.get_or_create(project=project, person=anna, by=ben)
        accepted.labels.add(*Label.objects.filter(page=page))
        _machines_leave(page)
        return page

    return run


def _machines_leave(page: Page) -> None:
    project = page.document.project
    pictures = {side: ContentFile(b"a picture", f"{side}.webp") for side in ("before", "after")}
    StepPicture.objects.create(page=page, step="flatten", **pictures)
    Template.objects.create(document=page.document, page=page)
    hand, _ = Hand.objects.get_or_create(project=project, number=1)
    PageHand.objects.create(page=page, hand=hand)
    Job.objects.create(kind=JobKind.READ_PAGE, project=project, page=page, state=JobState.FAILED)
    Job.objects.create(kind=JobKind.UNPACK_SOURCE, project=project, source=page.source, state=JobState.DONE)


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """`run(job)`: as a worker does."""

    def do(job: Job) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            jobs.run(job.pk, removal.remove_document)

    return do


@pytest.fixture
def bring(project, ben):
    """A document whose file still waits to be opened."""

    def take(title: str = "Letter 2") -> Document:
        file = io.BytesIO(picture_bytes((40, 40), "PNG"))
        (taken,) = take_in(project=project, files=[("letter.png", file)], user=ben, title=title)
        return Document.objects.get(pk=taken.document_id)

    return take


def test_all_of_a_document_goes_and_all_of_the_others_stays(project, document, work_on, run) -> None:
    work_on(document)
    before, stored = rows(), files()
    wrong = Document.objects.create(project=project, title="Letter 2")
    page = work_on(wrong)
    for model in (Decision, Label, Timing, Reservation, Line, Acceptance.labels.through):
        assert rows()[model._meta.label] == 2 * before[model._meta.label]
    assert Decision.objects.filter(page=page, kind=DecisionKind.UNDONE).exists()
    run(removal.start_removing_document(document=wrong))
    assert rows() == before
    assert files() == stored


def test_pictures_that_a_dataset_holds_stay_with_their_side_of_the_split(project, ben, make_page, run) -> None:
    document = document_of(project, LEARNED)
    held = labelled_page(make_page, document, ben).image.name
    dataset = make_dataset(project=project, user=ben)
    later = make_page(document=document)  # nobody has decided anything on it
    pictures = {line.picture.name for line in Line.objects.all()}
    run(removal.start_removing_document(document=document))
    assert not Document.objects.filter(pk=document.pk).exists()
    assert held in files()
    assert not files() & {later.image.name, later.thumbnail.name, later.source.file.name, *pictures}
    assert line_image(dataset, 0)
    assert PageSide.objects.get().side == LEARNED


def test_a_dataset_made_while_the_document_is_being_removed_keeps_its_pictures(
    project, ben, make_page, run, monkeypatch
) -> None:
    labelled_page(make_page, document_of(project, LEARNED), ben, seed=1)
    make_dataset(project=project, user=ben)
    document = document_of(project, LEARNED)
    held = labelled_page(make_page, document, ben).image.name
    lock, made = removal.lock_page_for_removal, []

    def make_first(page_id: int) -> Page | None:
        made.append(make_dataset(project=project, user=ben))
        return lock(page_id)

    job = removal.start_removing_document(document=document)
    monkeypatch.setattr(removal, "lock_page_for_removal", make_first)
    run(job)
    assert (len(made), document.pages.count()) == (1, 0)
    assert held in files()


def test_a_dataset_that_cannot_be_read_stops_it_with_a_sentence(project, ben, make_page, run) -> None:
    document = document_of(project, LEARNED)
    labelled_page(make_page, document, ben)
    manifest = make_dataset(project=project, user=ben).manifest
    kept = manifest.read()
    default_storage.delete(manifest.name)
    before, stored = rows(), files()
    job = removal.start_removing_document(document=document)
    run(job)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "The manifest of Sample letters, dataset 1 is missing.")
    assert rows() == before | {"recognition.Job": 1}
    assert files() == stored
    default_storage.save(manifest.name, ContentFile(kept))
    run(removal.start_removing_document(document=document))
    assert not Page.objects.exists()


def test_a_dataset_that_cannot_be_read_stops_nothing_on_which_nobody_has_decided(project, ben, make_page, run) -> None:
    labelled_page(make_page, document_of(project, LEARNED), ben)
    default_storage.delete(make_dataset(project=project, user=ben).manifest.name)
    wrong = make_page(document=Document.objects.create(project=project, title="Letter 2"))
    run(removal.start_removing_document(document=wrong.document))
    assert not Page.objects.filter(pk=wrong.pk).exists()
    assert wrong.image.name not in files()


def test_a_removal_killed_in_the_middle_of_a_page_goes_on_with_that_page(document, work_on, run, monkeypatch) -> None:
    first = work_on(document)
    alone, stored = rows(), files()
    Template.objects.all().delete()
    second = work_on(document)
    delete = Page.delete

    def die_at_second(page: Page) -> None:
        if page.pk == second.pk:
            raise KeyboardInterrupt
        delete(page)

    monkeypatch.setattr(Page, "delete", die_at_second)
    job = removal.start_removing_document(document=document)
    with pytest.raises(KeyboardInterrupt):
        run(job)
    assert rows() == alone | {"recognition.Job": alone["recognition.Job"] + 2, "recognition.Source": 2}
    assert not Decision.objects.filter(page=first).exists()
    assert len(files()) == len(stored) + 1  # the file of the first page stays as long as the document
    monkeypatch.undo()
    Job.objects.filter(pk=job.pk).update(heartbeat_at="2026-11-01T00:00Z")
    run(job)
    assert not Document.objects.exists()
    assert not Decision.objects.exists()
    assert files() == set()


def test_a_page_that_comes_last_goes_with_its_pictures(document, make_page, run, monkeypatch) -> None:
    make_page()
    remove, added = removal._remove_emptied, []

    def add_first(of: Document) -> bool:
        if not added:
            picture = ContentFile(b"a picture", "late.jpg")
            of_file = {"document": of, "source": of.sources.get(), "number": 2, "width": 1, "height": 1}
            added.append(Page.objects.create(image=picture, **of_file))
        return remove(of)

    monkeypatch.setattr(removal, "_remove_emptied", add_first)
    run(removal.start_removing_document(document=document))
    assert not Document.objects.exists()
    assert files() == set()


def test_it_is_asked_for_twice_and_queued_once(document, make_page) -> None:
    make_page()
    job = removal.start_removing_document(document=document)
    assert removal.start_removing_document(document=document) == job
    jobs._start(job.pk)
    assert removal.start_removing_document(document=document) == job
    Job.objects.update(state=JobState.FAILED)
    assert removal.start_removing_document(document=document) == job
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    assert Job.objects.count() == 1


def test_what_is_removed_already_is_no_error(document, run) -> None:
    job = removal.start_removing_document(document=document)
    gone = document.pk
    run(job)
    run(job)
    removal.remove_document(gone)
    assert not Document.objects.exists()


def test_a_file_that_waits_to_be_opened_goes_and_is_opened_no_more(bring, run) -> None:
    document = bring()
    opening = Job.objects.get()
    run(removal.start_removing_document(document=document))
    assert (rows().keys(), files()) == ({"recognition.Project", "recognition.Membership"}, set())
    jobs.run(opening.pk, unpack.unpack_source)
    assert not Source.objects.exists()


def test_an_upload_to_a_document_that_is_being_removed_begins_it_anew(document, bring, run) -> None:
    job = removal.start_removing_document(document=document)
    new = bring(title=document.title)
    assert new != document
    run(job)
    assert list(Document.objects.all()) == [new]
