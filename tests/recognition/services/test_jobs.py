from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from time import monotonic

import pytest
from django.db import OperationalError
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.exceptions import TimeoutException
from django_q.models import OrmQ

from recognition.models import Job, JobKind, JobState, PageState
from recognition.services import jobs


@pytest.fixture
def job(make_page):
    page = make_page()
    return jobs.queue(JobKind.READ_PAGE, page.document.project, page=page)


def die(job: Job) -> None:
    """Start the job as a worker that is never heard of again."""
    assert jobs._start(job.pk) is not None
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(hours=1))


def never(_: int) -> None:
    pytest.fail("This work was not to be done.")


@pytest.mark.parametrize("kind", JobKind)
def test_every_kind_of_job_has_a_task(kind):
    assert callable(import_string(jobs.TASKS[kind]))


def test_a_task_is_queued_only_once_the_rows_are_committed(make_page, django_capture_on_commit_callbacks):
    page = make_page()
    with django_capture_on_commit_callbacks(execute=True):
        jobs.queue(JobKind.READ_PAGE, page.document.project, page=page)
        assert not OrmQ.objects.exists()
    assert OrmQ.objects.count() == 1
    assert OrmQ.objects.get().task["args"] == (Job.objects.get().pk,)


def test_the_same_work_waits_only_once(job):
    assert jobs.queue(JobKind.READ_PAGE, job.project, page=job.page) == job


def test_work_that_failed_before_is_the_same_job_when_it_is_asked_for_again(job):
    def refuse(_: int) -> None:
        raise jobs.JobError("No.")

    jobs.run(job.pk, refuse)
    again = jobs.queue(JobKind.READ_PAGE, job.project, page=job.page)
    assert (again, again.state, again.error) == (job, JobState.WAITING, "")


def test_work_that_is_done_can_be_asked_for_again(job):
    jobs.run(job.pk, lambda _: None)
    assert jobs.queue(JobKind.READ_PAGE, job.project, page=job.page) != job


def test_a_job_delivered_twice_is_done_once(job):
    done: list[int] = []
    jobs.run(job.pk, done.append)
    jobs.run(job.pk, never)
    assert done == [job.page_id]
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 1)
    assert job.finished_at is not None


def test_a_job_at_work_is_not_started_elsewhere(job):
    jobs.run(job.pk, lambda _: jobs.run(job.pk, never))
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 1)


def test_a_job_that_is_gone_is_no_error(db):
    jobs.run(4711, never)


def test_a_job_whose_page_is_removed_while_it_is_at_work_ends_quietly(job, caplog):
    def fail(page_id: int) -> None:
        job.page.delete()
        raise ZeroDivisionError

    jobs.run(job.pk, fail)
    assert caplog.records == []
    assert not Job.objects.exists()


def test_a_job_whose_page_is_removed_still_ends_a_worker_that_took_too_long(job):
    def hang(page_id: int) -> None:
        job.page.delete()
        raise TimeoutException

    with pytest.raises(TimeoutException):
        jobs.run(job.pk, hang)


def test_work_on_a_document_is_given_the_document(document):
    job = jobs.queue(JobKind.REMOVE_DOCUMENT, document.project, document=document)
    assert jobs.queue(JobKind.REMOVE_DOCUMENT, document.project, document=document) == job
    given: list[int] = []
    jobs.run(job.pk, given.append)
    assert given == [document.pk]


def test_a_removal_does_not_wait_behind_the_pages_that_it_removes(
    document, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        jobs.queue(JobKind.REMOVE_DOCUMENT, document.project, document=document)
    assert OrmQ.objects.get().key == settings.LONG_CLUSTER


def test_a_sentence_reaches_job_and_page(job):
    def refuse(_: int) -> None:
        raise jobs.JobError("The image is missing.")

    jobs.run(job.pk, refuse)
    job.refresh_from_db()
    job.page.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "The image is missing.")
    assert (job.page.state, job.page.error) == (PageState.FAILED, "The image is missing.")


def test_an_unexpected_error_names_the_page(job):
    def fail(_: int) -> None:
        raise ZeroDivisionError("division by zero")

    jobs.run(job.pk, fail)
    job.refresh_from_db()
    assert job.error.startswith("Page 1 of “Letter 1” could not be processed (ZeroDivisionError: division by zero)")


def test_a_job_stopped_for_taking_too_long_says_so_and_ends_its_worker(job):
    def hang(_: int) -> None:
        raise TimeoutException

    with pytest.raises(TimeoutException):
        jobs.run(job.pk, hang)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "too long" in job.error


def test_a_failed_job_can_be_retried(job, django_capture_on_commit_callbacks):
    def refuse(_: int) -> None:
        raise jobs.JobError("No.")

    jobs.run(job.pk, refuse)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.retry(job)
    job.page.refresh_from_db()
    assert (job.state, job.error, job.attempts) == (JobState.WAITING, "", 0)
    assert (job.page.state, job.page.error) == (PageState.WAITING, "")
    assert OrmQ.objects.count() == 1
    jobs.run(job.pk, lambda _: None)
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_job_that_has_not_failed_is_not_retried(job, django_capture_on_commit_callbacks):
    jobs.run(job.pk, lambda _: None)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.retry(job)
    assert job.state == JobState.DONE
    assert not OrmQ.objects.exists()


def test_a_dead_workers_job_is_queued_again(job, django_capture_on_commit_callbacks):
    die(job)
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.recover() == 1
    job.refresh_from_db()
    job.page.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.WAITING, 1)
    assert job.page.state == PageState.WAITING
    assert OrmQ.objects.count() == 1


def test_a_dead_workers_job_is_taken_over_where_its_task_comes_again(job):
    die(job)
    done: list[int] = []
    jobs.run(job.pk, done.append)
    job.refresh_from_db()
    assert (done, job.state, job.attempts) == ([job.page_id], JobState.DONE, 2)


@pytest.mark.parametrize("found_by", [jobs.recover, None], ids=["recover", "task delivered again"])
def test_a_job_that_kills_three_workers_is_set_aside(job, found_by):
    for _ in range(jobs.STARTS):
        die(job)
    if found_by:
        assert found_by() == 0
    else:
        jobs.run(job.pk, never)
    job.refresh_from_db()
    job.page.refresh_from_db()
    assert (job.state, job.page.state) == (JobState.SET_ASIDE, PageState.SET_ASIDE)
    assert job.error == job.page.error
    assert "3 times" in job.error
    assert jobs.retry(job).state == JobState.WAITING


def test_a_job_at_work_is_left_alone(job):
    assert jobs._start(job.pk) is not None
    assert jobs.recover() == 0
    assert jobs.recover(starting=True) == 0
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_an_overtaken_worker_cannot_end_the_job(job):
    slow = jobs._start(job.pk)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(hours=1))
    assert jobs._start(job.pk) is not None
    jobs._end(slow, JobState.FAILED, "late")
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.RUNNING, "")


def test_a_lost_task_is_sent_again_once_the_queue_is_empty(job, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.recover() == 0  # it was queued just now
    Job.objects.update(heartbeat_at=timezone.now() - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.recover() == 1
    Job.objects.update(heartbeat_at=timezone.now() - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.recover() == 0  # it waits in the queue
    assert OrmQ.objects.count() == 1


def test_at_the_start_every_waiting_job_is_in_the_queue(job, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.recover(starting=True) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.recover(starting=True) == 0
    assert OrmQ.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_at_work_gives_signs_of_life(make_page, monkeypatch):
    monkeypatch.setattr(jobs, "HEARTBEAT", timedelta(milliseconds=1))
    page = make_page()
    job = jobs.queue(JobKind.READ_PAGE, page.document.project, page=page, send=False)

    def work(_: int) -> None:
        seen, end = set(), monotonic() + 30
        while len(seen) < 3 and monotonic() < end:
            with suppress(OperationalError):  # two threads on one database in memory meet each other's locks
                seen.add(Job.objects.values_list("heartbeat_at", flat=True).get(pk=job.pk))

        assert len(seen) == 3

    jobs.run(job.pk, work)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
