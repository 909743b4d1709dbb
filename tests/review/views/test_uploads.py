from __future__ import annotations

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from recognition.models import Document, Job, JobKind, Project, Source, SourceState

JSON = {"Accept": "application/json"}


def send(client: Client, project: Project, files: list, **answers: str) -> dict:
    address = reverse("upload", args=[project.slug])
    response = client.post(address, {"files": files, **answers}, headers=JSON)
    assert response.status_code == 200
    return response.json()["files"]


def test_each_file_is_answered_for_itself(browse, anna: User, project: Project, scan, settings) -> None:
    settings.SCAN_LIMITS = settings.SCAN_LIMITS | {"bytes": 10}
    good, large = send(browse(anna), project, [scan("a.jpg"), scan("b.jpg", b"more than ten bytes")])
    assert (good["name"], good["ok"], good["document_id"]) == ("a.jpg", True, Document.objects.get().pk)
    assert (large["name"], large["ok"]) == ("b.jpg", False)
    assert large["message"].startswith("b.jpg is larger than")
    assert Job.objects.get().kind == JobKind.UNPACK_SOURCE


def test_a_file_that_is_there_already_is_said_so(browse, anna: User, project: Project, scan) -> None:
    client: Client = browse(anna)
    send(client, project, [scan("a.jpg")])
    [again] = send(client, project, [scan("copy of a.jpg")])
    assert not again["ok"]
    assert "is already here as “a”" in again["message"]
    assert Source.objects.count() == 1


def test_without_a_title_each_file_is_a_document(browse, anna: User, project: Project, scan) -> None:
    send(browse(anna), project, [scan("b.jpg", b"b"), scan("a.jpg", b"a")])
    assert [document.title for document in Document.objects.all()] == ["a", "b"]


def test_with_a_title_all_files_are_one_document_in_the_order_of_their_names(
    browse, anna: User, project: Project, scan
) -> None:
    send(browse(anna), project, [scan("b.jpg", b"b"), scan("a.jpg", b"a")], title=" A letter ")
    assert Document.objects.get().title == "A letter"
    assert [source.name for source in Source.objects.order_by("pk")] == ["a.jpg", "b.jpg"]


def test_nothing_sent_is_told_in_a_sentence(browse, anna: User, project: Project) -> None:
    answer = browse(anna).post(reverse("upload", args=[project.slug]), {}, headers=JSON)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("No file came with the upload.")


def test_a_plain_form_is_answered_with_the_page(browse, anna: User, project: Project, scan) -> None:
    address = reverse("upload", args=[project.slug])
    page = browse(anna).post(address, {"files": [scan("a.jpg"), scan("b.jpg")]}, follow=True).content.decode()
    assert "a.jpg is taken in." in page
    assert "b.jpg is already here as “a”" in page


def test_a_refused_file_is_forgotten_once_its_reason_is_read(browse, anna: User, project: Project, scan) -> None:
    client: Client = browse(anna)
    send(client, project, [scan("a.jpg")])
    source = Source.objects.get()
    address, storage, name = reverse("dismiss-refused", args=[source.pk]), source.file.storage, source.file.name
    assert client.post(address).status_code == 404  # it waits, and was not refused

    Source.objects.update(state=SourceState.REFUSED, message="a.jpg is locked.")
    assert client.post(address).headers["Location"] == reverse("project", args=[project.slug])
    assert not Source.objects.exists()
    assert not Document.objects.exists()
    assert storage.exists(name)  # until the transaction is committed, which a test's never is


def test_dismissing_a_file_keeps_a_document_with_pages(browse, anna: User, make_page) -> None:
    page = make_page()
    other = Source.objects.create(
        project=page.document.project, document=page.document, name="b.pdf", checksum="b", state=SourceState.REFUSED
    )
    browse(anna).post(reverse("dismiss-refused", args=[other.pk]))
    assert not Source.objects.filter(pk=other.pk).exists()
    assert Document.objects.filter(pk=page.document_id).exists()
