from __future__ import annotations

from recognition.models import Job, JobKind, LabelKind, Page, PageState, Project
from recognition.services.labels import make_label, withdraw_label
from recognition.services.read_again import find_lines_anew, read_unreviewed_again


def test_pages_that_nobody_has_reviewed_are_queued(project, make_page, anna) -> None:
    untouched, reviewed, undone, waiting = (make_page() for _ in range(4))
    make_label(word=reviewed.words.first(), kind=LabelKind.NOT_A_WORD, text="", author=anna)
    kept = make_label(word=undone.words.first(), kind=LabelKind.TEXT, text="My", author=anna)
    withdraw_label(label=kept, restore=None)
    Page.objects.filter(pk=waiting.pk).update(state=PageState.WAITING)
    assert read_unreviewed_again(project=project) == 2
    assert {job.page for job in Job.objects.filter(kind=JobKind.READ_PAGE)} == {untouched, undone}
    untouched.refresh_from_db()
    assert untouched.state == PageState.WAITING


def test_asking_twice_queues_once(project, make_page) -> None:
    make_page()
    assert [read_unreviewed_again(project=project) for _ in range(2)] == [1, 0]
    assert Job.objects.count() == 1


def test_another_projects_pages_stay(make_page) -> None:
    make_page()
    assert read_unreviewed_again(project=Project.objects.create(name="Other", slug="other")) == 0


def test_a_page_whose_lines_were_mended_is_looked_at_anew(make_page, anna) -> None:
    page = make_page()
    Page.objects.filter(pk=page.pk).update(mended_by=anna, mended_at="2026-11-01T00:00Z")
    find_lines_anew(page=page)
    page.refresh_from_db()
    assert (page.mended_by, page.mended_at, page.state) == (None, None, PageState.WAITING)
    assert Job.objects.get().kind == JobKind.READ_PAGE
