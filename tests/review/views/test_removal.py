"""Removing documents and projects: what a manager is told, and what everybody sees meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from recognition.models import DatasetVersion, Document, Job, JobKind, JobState, LabelKind, ModelVersion, Page, Project
from recognition.services.labels import make_label, withdraw_label
from recognition.services.notes import leave_note, withdraw_note
from review.services import removal


@pytest.fixture
def page(make_page, anna: User) -> Page:
    """With two words decided and one taken back, and one note and one withdrawn."""
    page = make_page([["My", "dear", "Dyer"]])
    labels = [make_label(word=word, kind=LabelKind.TEXT, text="x", author=anna) for word in page.words.all()]
    withdraw_label(label=labels[0], restore=None)
    notes = [leave_note(about=page, text=text, author=anna, token=uuid4()) for text in ("Torn.", "Wet.")]
    withdraw_note(note=notes[0])
    return page


@pytest.fixture
def shown(browse) -> Callable[..., str]:
    """`shown(user, name, *args)`: a page as its HTML."""

    def text(user: User, name: str, *args: object) -> str:
        return browse(user).get(reverse(name, args=args)).content.decode()

    return text


def test_only_managers_are_offered_to_remove(shown, anna: User, ben: User, document: Document, page: Page) -> None:
    address = reverse("remove-document", args=[document.pk])
    assert address in shown(ben, "document", document.pk)
    assert address not in shown(anna, "document", document.pk)
    assert reverse("remove-project", args=["sample-letters"]) in shown(ben, "project-settings", "sample-letters")


@pytest.mark.parametrize("name", ["remove-document", "remove-project"])
def test_reviewers_do_not_even_see_the_question(browse, anna: User, document: Document, name: str) -> None:
    args = [document.pk] if name == "remove-document" else [document.project.slug]
    assert browse(anna).get(reverse(name, args=args)).status_code == 403


def test_a_manager_is_told_what_goes_with_a_document(shown, ben: User, document: Document, page: Page) -> None:
    told = shown(ben, "remove-document", document.pk)
    assert '<span class="figures">1</span> page with its picture and its text' in told
    assert '<span class="figures">2</span> words that people have decided' in told
    assert '<span class="figures">1</span> note</li>' in told
    assert reverse("export-document", args=[document.pk, "txt"]) in told
    assert "datasets of the project hold" not in told
    DatasetVersion.objects.create(project=document.project, number=1)
    assert "datasets of the project hold" in shown(ben, "remove-document", document.pk)
    assert not Job.objects.exists()


def test_a_manager_removes_a_document(browse, ben: User, document: Document) -> None:
    answer = browse(ben).post(reverse("remove-document", args=[document.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("project", args=["sample-letters"]), 302)]
    assert "“Letter 1” is being removed." in answer.content.decode()
    job = Job.objects.get()
    assert (job.kind, job.document, job.state) == (JobKind.REMOVE_DOCUMENT, document, JobState.WAITING)


def test_a_document_that_is_being_removed_says_so_and_offers_nothing(
    shown, ben: User, document: Document, page: Page
) -> None:
    before = shown(ben, "document", document.pk)
    removal.start_removing_document(document=document)
    after = shown(ben, "document", document.pk)
    assert "This document is being removed." in after
    for name, args in (("remove-document", []), ("export-document", ["txt"])):
        address = reverse(name, args=[document.pk, *args])
        assert address in before
        assert address not in after
    assert ">Being removed</span>" in shown(ben, "project", "sample-letters")
    assert "Drop files here" in shown(ben, "project", "sample-letters")


def test_a_document_that_waits_to_be_opened_is_not_asked_about_while_it_is_removed(
    shown, ben: User, document: Document
) -> None:
    assert "hx-get" in shown(ben, "document", document.pk)
    removal.start_removing_document(document=document)
    assert "hx-get" not in shown(ben, "document", document.pk)


def test_a_manager_is_told_what_goes_with_a_project(shown, ben: User, project: Project, page: Page) -> None:
    ModelVersion.objects.create(name="taught", checksum="1", project=project)
    told = shown(ben, "remove-project", project.slug)
    for count in ("1</span> document<", "1</span> page with", "2</span> words that", "1</span> note<"):
        assert count in told
    assert "1</span> reader that was taught here" in told
    assert "</span> dataset" not in told
    assert reverse("export-project", args=[project.slug, "txt"]) in told


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the name of the project to remove it."),
        ("sample letters", "“sample letters” is not its name. Type “Sample letters” to remove it."),
        ("Other letters", "“Other letters” is not its name."),
    ],
)
def test_a_wrong_name_removes_nothing(browse, ben: User, project: Project, typed: str, sentence: str) -> None:
    answer = browse(ben).post(reverse("remove-project", args=[project.slug]), {"name": typed})
    assert sentence in answer.content.decode()
    assert not Job.objects.exists()


def test_the_right_name_removes_the_project(browse, ben: User, project: Project) -> None:
    answer = browse(ben).post(
        reverse("remove-project", args=[project.slug]), {"name": " Sample  letters "}, follow=True
    )
    assert answer.redirect_chain == [(reverse("projects"), 302)]
    assert "“Sample letters” is being removed." in answer.content.decode()
    job = Job.objects.get()
    assert (job.kind, job.project, job.state) == (JobKind.REMOVE_PROJECT, project, JobState.WAITING)


def test_a_project_that_is_being_removed_says_so_and_offers_nothing(shown, ben: User, project: Project, page) -> None:
    before = shown(ben, "projects"), shown(ben, "project", project.slug)
    removal.start_removing_project(project=project)
    after = shown(ben, "projects"), shown(ben, "project", project.slug)
    assert ">Being removed</span>" in after[0]
    assert "This project is being removed" in after[1]
    assert "This document is being removed." in shown(ben, "document", page.document_id)
    assert "This project is being removed" in shown(ben, "project-contents", project.slug)
    desk, settings = reverse("desk", args=[project.slug]), reverse("project-settings", args=[project.slug])
    upload, export = reverse("upload", args=[project.slug]), reverse("export-project", args=[project.slug, "txt"])
    assert desk in before[0]
    assert desk not in after[0]
    for address in (desk, settings, upload, export):
        assert address in before[1]
        assert address not in after[1]


@pytest.mark.parametrize("kind", [JobKind.REMOVE_DOCUMENT, JobKind.REMOVE_PROJECT])
def test_a_removal_that_failed_is_shown_with_its_retry(
    browse, shown, ben: User, document: Document, page: Page, kind: JobKind
) -> None:
    project = document.project
    of_document = {"document": document} if kind == JobKind.REMOVE_DOCUMENT else {}
    job = Job.objects.create(kind=kind, project=project, state=JobState.FAILED, error="It broke.", **of_document)
    Job.objects.create(kind=JobKind.GROUP_HANDS, project=project, state=JobState.FAILED, error="Not here.")
    contents = shown(ben, "project-contents", project.slug)
    name = "Letter 1" if of_document else "Sample letters"
    assert "It broke." in contents
    assert f'Retry<span class="visually-hidden"> {name}</span>' in contents
    assert "Not here." not in contents
    assert "eing removed" not in contents + shown(ben, "projects") + shown(ben, "document", document.pk)
    browse(ben).post(reverse("retry-job", args=[job.pk]))
    assert "eing removed" in shown(ben, "project-contents", project.slug)
