from __future__ import annotations

import pytest
from django.test import Client

from recognition.models import Job, JobKind, JobState
from recognition.services import jobs


@pytest.fixture
def failed(make_page) -> Job:
    page = make_page()
    job = jobs.queue(JobKind.READ_PAGE, page.document.project, page=page)

    def refuse(_: int) -> None:
        raise jobs.JobError("It is torn.")

    jobs.run(job.pk, refuse)
    return job


def test_a_member_sees_the_progress(client, project, make_page, anna):
    make_page()
    client.force_login(anna)
    answer = client.get("/api/projects/sample-letters/progress")
    assert answer.status_code == 200
    assert (answer.json()["pages"], answer.json()["words"], answer.json()["failed"]) == (1, 3, [])


@pytest.mark.parametrize("slug", ["sample-letters", "no-such-project"])
def test_what_a_person_may_not_see_is_not_there(client, project, stranger, slug):
    client.force_login(stranger)
    assert client.get(f"/api/projects/{slug}/progress").status_code == 404


def test_who_is_not_logged_in_is_turned_away(client, project, failed):
    assert client.get("/api/projects/sample-letters/progress").status_code == 403
    assert client.post(f"/api/jobs/{failed.pk}/retry").status_code == 403
    failed.refresh_from_db()
    assert failed.state == JobState.FAILED


def test_a_member_retries_a_failed_job(client, failed, anna):
    client.force_login(anna)
    answer = client.post(f"/api/jobs/{failed.pk}/retry")
    assert (answer.status_code, answer.json()["state"]) == (200, "waiting")
    failed.refresh_from_db()
    assert failed.state == JobState.WAITING


def test_a_stranger_retries_nothing(client, failed, stranger):
    client.force_login(stranger)
    assert client.post(f"/api/jobs/{failed.pk}/retry").status_code == 404
    failed.refresh_from_db()
    assert failed.state == JobState.FAILED


def test_a_retry_needs_the_csrf_token(failed, anna):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(anna)
    assert strict.post(f"/api/jobs/{failed.pk}/retry").status_code == 403
