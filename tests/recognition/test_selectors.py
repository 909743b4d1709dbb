from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from recognition.models import JobKind, LabelKind, PageState, Project, Source, SourceState, Word
from recognition.selectors import last_job, project_progress
from recognition.services import jobs
from recognition.services.labels import make_label


def refuse(_: int) -> None:
    raise jobs.JobError("It is torn.")


def test_an_empty_project_has_no_progress(project):
    progress = project_progress(project)
    assert (progress.pages, progress.words, progress.confirmed_share) == (0, 0, 0.0)


def test_words_are_counted_and_machine_text_never_counts_as_confirmed(project, make_page, anna):
    page = make_page([[("My", 0.95), ("dear", 0.5), ("Dyer", 0.89)], [("I", 0.9)]])
    progress = project_progress(project)
    assert (progress.words, progress.flagged, progress.decided, progress.remaining) == (4, 2, 0, 2)
    assert progress.confirmed_share == 0.0
    my, dear, *_ = Word.objects.filter(page=page)
    make_label(word=dear, kind=LabelKind.TEXT, text="dear", author=anna)
    make_label(word=my, kind=LabelKind.NOT_A_WORD, text="", author=anna)
    progress = project_progress(project)
    assert (progress.flagged, progress.decided, progress.remaining, progress.confirmed_share) == (2, 2, 1, 0.5)


def test_a_word_of_which_only_a_label_is_left_is_decided_but_not_flagged(project, make_page, anna):
    page = make_page([["My"]])
    word = page.words.get()
    make_label(word=word, kind=LabelKind.TEXT, text="My", author=anna)
    Word.objects.update(reading=None)
    progress = project_progress(project)
    assert (progress.words, progress.flagged, progress.decided, progress.remaining) == (1, 0, 1, 0)


def test_a_higher_threshold_flags_more(project, make_page):
    make_page([[("My", 0.95)]])
    project.threshold = 0.99
    assert project_progress(project).flagged == 1


def test_pages_and_jobs_are_counted_by_state(project, make_page):
    pages = [make_page() for _ in PageState]
    for page, state in zip(pages, PageState, strict=True):
        page.state = state
        page.save()
    running, failed, _ = (jobs.queue(JobKind.READ_PAGE, project, page=page) for page in pages[:3])
    jobs._start(running.pk)
    jobs.run(failed.pk, refuse)
    progress = project_progress(project)
    assert (progress.pages, progress.pages_read, progress.pages_failed, progress.pages_waiting) == (5, 0, 3, 2)
    assert (progress.jobs_running, progress.jobs_waiting, progress.jobs_failed) == (1, 1, 1)


def test_what_failed_is_named_with_its_reason_and_what_a_retry_takes(project, make_page):
    page = make_page()
    job = jobs.queue(JobKind.READ_PAGE, project, page=page)
    jobs.run(job.pk, refuse)
    Source.objects.create(
        project=project,
        document=page.document,
        name="odd.doc",
        checksum="1",
        state=SourceState.REFUSED,
        message="No scan.",
    )
    progress = project_progress(project)
    (failed,) = progress.failed
    assert (failed.id, failed.name, failed.error, failed.page_id) == (
        job.pk,
        "Letter 1, page 1",
        "It is torn.",
        page.pk,
    )
    (refused,) = progress.refused
    assert (refused.name, refused.message, progress.sources_refused) == ("odd.doc", "No scan.", 1)
    assert last_job(page=page) == job
    assert last_job(source=page.source) is None


def test_removals_are_told_apart_from_other_work(project, document, make_page):
    jobs.queue(JobKind.REMOVE_DOCUMENT, project, document=document)
    progress = project_progress(project)
    assert (progress.removals, progress.jobs_waiting, progress.jobs_running) == (1, 0, 0)
    failing = (
        jobs.queue(JobKind.REMOVE_DOCUMENT, project, document=document), jobs.queue(JobKind.REMOVE_PROJECT, project)
    )  # fmt: skip
    for job in failing:
        jobs.run(job.pk, refuse)
    progress = project_progress(project)
    assert (progress.removals, progress.jobs_failed) == (0, 2)
    assert [failed.name for failed in progress.failed] == [project.name, document.title]


def test_another_projects_work_does_not_count(make_page):
    make_page()
    other = Project.objects.create(name="Other", slug="other")
    assert not any(asdict(project_progress(other)).values())


@pytest.mark.parametrize("pages", [1, 4])
def test_the_number_of_queries_does_not_grow(project, make_page, django_assert_num_queries, pages):
    for _ in range(pages):
        page = make_page([["My", "dear"]])
        jobs.run(jobs.queue(JobKind.READ_PAGE, project, page=page).pk, refuse)
    with django_assert_num_queries(6):
        project_progress(project)


def test_progress_can_be_sent_as_json(project, make_page):
    make_page()
    assert json.loads(json.dumps(asdict(project_progress(project))))["pages"] == 1
