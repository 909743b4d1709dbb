"""What comes to the machine's room twice at the same moment: done once."""

from __future__ import annotations

import io

import pytest

from recognition.models import Document, Hand, Job, JobKind, JobState, Page, PageHand, Project, Source, SourceState
from recognition.services import jobs, projects
from recognition.services.hands import HandError, split_off
from recognition.services.ingest import take_in
from recognition.services.refusals import dismiss_refused
from recognition.services.unpack import unpack_source

from ...conftest import picture_bytes

SCAN = picture_bytes((40, 40), "PNG")


@pytest.fixture
def bring(project, ben):
    """`bring(name, bytes, title)`: as an upload does."""

    def run(name: str, data: bytes = SCAN, title: str = ""):
        (taken,) = take_in(project=project, files=[(name, io.BytesIO(data))], user=ben, title=title)
        return taken

    return run


def test_a_job_is_run_once_by_however_many_workers(make_page, together):
    page = make_page()
    job = jobs.queue(JobKind.READ_PAGE, page.document.project, page=page)
    done: list[int] = []
    together(*[lambda: jobs.run(job.pk, done.append)] * 4)
    job.refresh_from_db()
    assert (done, job.state, job.attempts) == ([page.pk], JobState.DONE, 1)


def test_a_job_that_another_worker_is_claiming_is_left_to_it(make_page, meanwhile):
    page = make_page()
    job = jobs.queue(JobKind.READ_PAGE, page.document.project, page=page)
    mine, theirs = meanwhile(lambda: jobs._start(job.pk), lambda: jobs._start(job.pk))
    assert (mine, theirs) == (job, None)


def test_the_same_work_is_queued_once(make_page, meanwhile):
    page = make_page()
    project = page.document.project
    first, second = meanwhile(*[lambda: jobs.queue(JobKind.READ_PAGE, project, page=page)] * 2)
    assert first == second == Job.objects.get()


def test_a_file_that_comes_twice_is_taken_once(bring, meanwhile):
    first, second = meanwhile(lambda: bring("a.png"), lambda: bring("b.png"))
    assert (first.ok, second.ok) == (True, False)
    assert "already here" in second.message
    assert (Source.objects.count(), Document.objects.count(), Job.objects.count()) == (1, 1, 1)


def test_two_files_for_one_new_document_make_it_once(bring, meanwhile):
    other = picture_bytes((41, 41), "PNG")
    first, second = meanwhile(lambda: bring("a.png", title="Letters"), lambda: bring("b.png", other, "Letters"))
    assert first.document_id == second.document_id == Document.objects.get().pk


def test_an_upload_makes_its_document_anew_when_that_is_dismissed(bring, meanwhile):
    bring("a.png", title="Letters")
    Source.objects.update(state=SourceState.REFUSED)
    source = Source.objects.get()
    other = picture_bytes((41, 41), "PNG")
    _, taken = meanwhile(lambda: dismiss_refused(source=source), lambda: bring("b.png", other, "Letters"))
    assert taken.ok
    assert Source.objects.get().document == Document.objects.get()


def test_two_workers_unpack_two_files_of_one_document(bring, together):
    other = picture_bytes((41, 41), "PNG")
    sources = [bring("a.png", title="Letters").source_id, bring("b.png", other, "Letters").source_id]
    assert together(*[lambda pk=pk: unpack_source(pk) for pk in sources * 2]) == [None] * 4
    pages = Page.objects.order_by("number").values_list("number", "source_id")
    assert list(pages) == [(1, sources[0]), (2, sources[1])]


def test_pages_are_split_off_once(project, ben, make_page, meanwhile):
    hand = Hand.objects.create(project=project, number=1)
    pages = [make_page(), make_page()]
    for page in pages:
        PageHand.objects.create(page=page, hand=hand)
    new, refused = meanwhile(*[lambda: split_off(project=project, pages=[pages[0].pk], user=ben)] * 2)
    assert isinstance(refused, HandError)
    assert {new, hand} == set(Hand.objects.all())


def test_two_projects_of_one_name_have_addresses_of_their_own(ben, meanwhile):
    rules = projects.ProjectRules(language="eng", threshold=0.9)
    made = meanwhile(*[lambda: projects.create_project(name="Letters", rules=rules, user=ben)] * 2)
    assert [project.slug for project in made] == ["letters", "letters-2"]
    assert Project.objects.filter(name="Letters").count() == 2
