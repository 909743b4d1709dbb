from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from recognition.models import Job, JobKind, LabelKind, Project, WordList
from recognition.services.labels import make_label
from recognition.services.own_words import typed_list
from review import forms_words


@pytest.fixture
def address(project: Project) -> str:
    return reverse("project-words", args=[project.slug])


def upload(client: Client, project: Project, **files: bytes) -> str:
    sent = [SimpleUploadedFile(f"{name}.txt", data, content_type="text/plain") for name, data in files.items()]
    return client.post(reverse("upload-words", args=[project.slug]), {"files": sent}, follow=True).content.decode()


def test_typed_words_are_saved_and_shown_again(browse, ben: User, project: Project, address: str) -> None:
    page = browse(ben).post(address, {"text": "Callitris\r\nKew"}, follow=True).content.decode()
    assert "The list is saved: 2 different words." in page
    assert ">\nCallitris\r\nKew</textarea>" in page
    assert typed_list(project).changed_by == ben


def test_a_list_too_long_is_told_in_the_form_and_not_lost(
    browse, ben: User, project: Project, address: str, settings
) -> None:
    settings.WORDS_BYTES = 3
    page = browse(ben).post(address, {"text": "Callitris"}).content.decode()
    assert "The list is larger than" in page
    assert ">\nCallitris</textarea>" in page
    long = "x" * (forms_words.LONGEST_LIST + 1)
    assert "upload a longer list as a text file" in browse(ben).post(address, {"text": long}).content.decode()
    assert not WordList.objects.exists()


def test_each_file_is_answered_for_itself(browse, ben: User, project: Project) -> None:
    page = upload(browse(ben), project, names=b"Dyer Hooker", broken=b"\xe9t\xe9")
    assert "names.txt is taken in: 2 different words." in page
    assert "broken.txt is no text in UTF-8." in page
    assert WordList.objects.get().changed_by == ben


def test_nothing_sent_is_told_in_a_sentence(browse, ben: User, project: Project) -> None:
    assert "No file came with the upload." in upload(browse(ben), project)


def test_a_file_is_listed_and_can_be_removed(browse, ben: User, project: Project, address: str) -> None:
    client: Client = browse(ben)
    upload(client, project, names=b"Dyer")
    remove = reverse("remove-words", args=[WordList.objects.get().pk])
    assert remove in client.get(address).content.decode()
    assert "names.txt is removed." in client.post(remove, follow=True).content.decode()
    assert not WordList.objects.exists()


def test_the_typed_list_is_no_file_to_remove(browse, ben: User, project: Project, address: str) -> None:
    browse(ben).post(address, {"text": "Kew"})
    assert browse(ben).post(reverse("remove-words", args=[WordList.objects.get().pk])).status_code == 404


def test_pages_that_nobody_reviewed_are_read_again(browse, ben: User, make_page, address: str) -> None:
    page, reviewed = make_page(), make_page()
    make_label(word=reviewed.words.first(), kind=LabelKind.TEXT, text="My", author=ben)
    client: Client = browse(ben)
    assert 'Read <span class="figures">1</span> page again' in client.get(address).content.decode()
    answer = client.post(reverse("read-unreviewed-again", args=[page.document.project.slug]), follow=True)
    assert "1 page will be read again." in answer.content.decode()
    assert Job.objects.get(kind=JobKind.READ_PAGE).page == page
    assert "nobody has reviewed" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("rules", "counts"), [({}, True), ({"language": "none"}, False), ({"reader": "kraken"}, False)]
)
def test_words_that_cannot_count_are_said_so(
    browse, ben: User, project: Project, address: str, rules: dict[str, str], counts: bool
) -> None:
    Project.objects.update(**rules)
    assert ("do not count yet" in browse(ben).get(address).content.decode()) is not counts


def test_confirmed_words_are_counted(browse, ben: User, make_page, address: str) -> None:
    page = make_page([["My", "dear"]])
    for word in page.words.all():
        make_label(word=word, kind=LabelKind.TEXT, text="x", author=ben)
    assert '<span class="figures">2</span> so far' in browse(ben).get(address).content.decode()


@pytest.mark.parametrize("files", [1, 4])
def test_the_number_of_queries_does_not_grow(
    browse, ben: User, project: Project, address: str, django_assert_num_queries, files: int
) -> None:
    client: Client = browse(ben)
    upload(client, project, **{f"n{n}": b"Kew" for n in range(files)})
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address)
