"""What happens to a document while it is removed: it ends quietly, and leaves nothing behind."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError
from PIL import Image

from recognition.models import Document, Job, JobKind, Note, Page, Project, Source, StepPicture
from recognition.services import hand_grouping, jobs, read_pages, step_pictures, unpack
from recognition.services.dataset_manifests import LEARNED
from recognition.services.ingest import take_in
from recognition.services.learning import start_learning
from recognition.services.notes import NoteRefused, answer_note, leave_note
from recognition.services.read_lines import read_lines
from review import services
from review.models import Decision
from review.policy import Verdict
from review.services import Stale, removal
from tests.all_there_is import files, rows
from tests.conftest import _outcome, _waiting
from tests.recognition.services.conftest import fake_reader  # noqa: F401
from tests.recognition.services.labelled_pages import document_of, labelled_page

NOTHING = {"recognition.Project", "recognition.Membership"}


@pytest.fixture
def bring(project, ben):
    """A document of three pages whose file waits to be opened."""

    def take() -> Source:
        pages = [Image.new("L", (40, 40), tone) for tone in (200, 210, 220)]
        data = io.BytesIO()
        pages[0].save(data, "TIFF", save_all=True, append_images=pages[1:])
        (taken,) = take_in(project=project, files=[("letter.tif", data)], user=ben)
        return Source.objects.get(pk=taken.source_id)

    return take


@pytest.fixture
def remove():
    """`remove(document)`: a call that does what a worker would."""
    return lambda document: partial(removal.remove_document, document.pk)


@pytest.fixture
def in_the_middle(project, meanwhile, monkeypatch):
    """`in_the_middle(page, call)`: what comes of a call that begins while the page is removed, and waits for that."""

    def run(page: Page, call: Callable[[], Any]) -> Any:
        files_of, called = removal._files, []

        def files_after(of: Page) -> list[str]:
            called.append(pool.submit(_outcome, call))
            while not called[0].done() and not _waiting():
                wait(called, timeout=0.01)
            return files_of(of)

        monkeypatch.setattr(removal, "_files", files_after)
        with ThreadPoolExecutor(1) as pool:
            removal._remove_page(project, page.pk, None)
        return called[0].result()

    return run


def test_a_file_that_is_opened_meanwhile_leaves_nothing(bring, remove, together, caplog) -> None:
    for _ in range(5):
        source = bring()
        opening = partial(jobs.run, source.jobs.get().pk, unpack.unpack_source)
        assert together(opening, remove(source.document)) == [None, None]
        assert rows().keys() == NOTHING
        assert files() == set()
    assert caplog.records == []


@pytest.mark.parametrize("last", [1, 2, 3])
def test_a_file_whose_document_goes_at_any_of_its_pages_is_opened_no_further(
    bring, monkeypatch, transactional_db, last: int
) -> None:
    source, add = bring(), unpack._add
    seen: list[Page] = []

    def add_after(new: Page, of: Source) -> bool:
        seen.append(new)
        if len(seen) == last:
            removal.remove_document(of.document_id)
        return add(new, of)

    monkeypatch.setattr(unpack, "_add", add_after)
    unpack.unpack_source(source.pk)
    assert len(seen) == last
    assert rows().keys() == NOTHING
    assert files() == set()


def test_a_file_whose_document_goes_when_it_is_opened_is_no_error(bring, remove, monkeypatch, transactional_db) -> None:
    source, finish = bring(), unpack._finish

    def finish_after(of: Source, *args: object, **more: object) -> None:
        removal.remove_document(of.document_id)
        finish(of, *args, **more)

    monkeypatch.setattr(unpack, "_finish", finish_after)
    unpack.unpack_source(source.pk)
    assert rows().keys() == NOTHING
    assert files() == set()


@pytest.mark.parametrize(
    ("kind", "work"),
    [
        (JobKind.READ_PAGE, read_pages.read_page),
        (JobKind.READ_LINES, read_lines),
        (JobKind.SHOW_STEPS, step_pictures.show_steps),
    ],
)
def test_who_is_at_a_page_ends_quietly_when_it_goes(
    document,
    make_page,
    fake_reader,  # noqa: F811
    remove,
    monkeypatch,
    caplog,
    transactional_db,
    kind,
    work,
) -> None:
    page = make_page()
    page.lines.update(unread=True)
    project = document.project
    fake_reader.while_reading = remove(document)
    grey = step_pictures.to_grey
    monkeypatch.setattr(step_pictures, "to_grey", lambda picture: [grey(picture), remove(document)()][0])
    jobs.run(jobs.queue(kind, project, page=page).pk, work)
    assert caplog.records == []
    assert rows().keys() == {*NOTHING, "recognition.ModelVersion"}
    assert files() == set()


def test_two_workers_remove_the_same_document(document, make_page, remove, together) -> None:
    for _ in range(3):
        make_page()
    assert together(*[remove(document)] * 2) == [None, None]
    assert not Document.objects.exists()
    assert files() == set()


def test_a_document_and_its_project_are_removed_at_once(project, document, make_page, remove, together) -> None:
    for _ in range(3):
        make_page()
    job = removal.start_removing_document(document=document)
    both = together(partial(jobs.run, job.pk, removal.remove_document), partial(removal.remove_project, project.pk))
    assert both == [None, None]
    assert rows().keys() == {"recognition.ModelVersion"}
    assert files() == set()


def test_a_project_is_removed_while_workers_take_up_what_it_learns(ben, make_page, together) -> None:
    for number in range(5):
        project = Project.objects.create(name=f"Letters {number}", slug=f"letters-{number}")
        labelled_page(make_page, document_of(project, LEARNED), ben)
        learning = start_learning(project=project, user=ben)
        taken_up = [learning.jobs.get(), jobs.queue(JobKind.PACK_DATASET, project, dataset=learning.dataset)]
        works = [partial(jobs.run, job.pk, lambda _: None) for job in taken_up]
        assert together(partial(removal.remove_project, project.pk), *works) == [None] * 3
        assert not Project.objects.filter(pk=project.pk).exists()


def test_a_word_that_goes_while_it_is_decided_is_gone(project, anna, make_page, words, decide, together) -> None:
    for _ in range(5):
        document = Document.objects.create(project=project, title="Letter")
        (word,) = words(make_page([["Dyer"]], document=document))
        saved, removed = together(partial(decide, anna, word, "Dyar"), partial(removal.remove_document, document.pk))
        assert isinstance(saved, services.Saved) or saved.verdict is Verdict.GONE
        assert removed is None
        assert not Document.objects.filter(pk=document.pk).exists()


def test_who_decides_behind_a_removal_is_told_that_the_word_is_gone(project, anna, make_page, words, decide, meanwhile):
    page = make_page([["Dyer"]])
    (word,) = words(page)
    _, refused = meanwhile(lambda: removal._remove_page(project, page.pk, None), lambda: decide(anna, word, "Dyar"))
    assert isinstance(refused, Stale)
    assert refused.verdict is Verdict.GONE


def test_a_removal_behind_a_decision_takes_it_too(project, anna, make_page, words, decide, meanwhile):
    (word,) = words(make_page([["Dyer"]]))
    _, removed = meanwhile(
        lambda: decide(anna, word, "Dyar"), lambda: removal._remove_page(project, word.page_id, None)
    )
    assert removed is None
    assert not Decision.objects.exists()


def test_a_removal_behind_a_note_takes_it_too(project, anna, make_page, meanwhile):
    page = make_page()
    _, removed = meanwhile(
        lambda: leave_note(about=page, text="Torn.", author=anna, token=uuid4()),
        lambda: removal._remove_page(project, page.pk, None),
    )
    assert removed is None
    assert not Note.objects.exists()


def test_who_refers_to_a_page_in_the_middle_of_its_removal_finds_it_gone(make_page, in_the_middle):
    page = make_page()
    referred = in_the_middle(page, partial(StepPicture.objects.create, page=page, step="flatten"))
    assert isinstance(referred, IntegrityError)
    assert not Page.objects.exists()


def test_a_worker_that_takes_up_a_page_in_the_middle_of_its_removal_finds_nothing_to_do(
    project, make_page, in_the_middle
):
    page = make_page()
    job = jobs.queue(JobKind.READ_PAGE, project, page=page)
    assert in_the_middle(page, lambda: jobs._start(job.pk)) is None
    assert not Page.objects.exists()


@pytest.mark.parametrize("is_answer", [False, True])
def test_a_note_behind_a_removal_is_refused(project, anna, make_page, meanwhile, is_answer):
    page = make_page()
    note = leave_note(about=page, text="Torn.", author=anna, token=uuid4())
    write = partial(answer_note, note=note) if is_answer else partial(leave_note, about=page)
    _, refused = meanwhile(
        lambda: removal._remove_page(project, page.pk, None),
        lambda: write(text="Indeed.", author=anna, token=uuid4()),
    )
    assert isinstance(refused, NoteRefused)


def test_a_removal_waits_for_a_worker_that_takes_up_the_page(project, make_page, meanwhile):
    page = make_page()
    job = jobs.queue(JobKind.READ_PAGE, project, page=page)
    started, removed = meanwhile(lambda: jobs._start(job.pk), lambda: removal._remove_page(project, page.pk, None))
    assert (started, removed) == (job, None)
    assert not Job.objects.exists()


def test_pages_that_go_while_hands_are_told_apart_are_left_out(project, make_page, monkeypatch) -> None:
    stays, goes = make_page(), make_page()
    monkeypatch.setattr(hand_grouping, "group_pages", lambda apart, threshold, given: [[0], [1]])
    removal._remove_page(project, goes.pk, None)
    hand_grouping._keep(project, [goes.pk, stays.pk], None, 0.5)
    assert list(Project.objects.get().hands.values_list("pages__page", flat=True)) == [stays.pk]
