from __future__ import annotations

import io
import zipfile

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.http import StreamingHttpResponse
from django.urls import reverse

from recognition.models import Page
from recognition.services.exports import EXPORTS


@async_to_sync
async def body(response: StreamingHttpResponse) -> bytes:
    return b"".join([piece async for piece in response.streaming_content])


@pytest.fixture
def page(make_page) -> Page:
    return make_page([["My", "dear", "Dyer"], ["I", "am"]])


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("whole", [True, False])
def test_every_export_is_a_file_with_a_name(browse, anna: User, page: Page, name: str, whole: bool) -> None:
    project = page.document.project
    address = (
        reverse("export-project", args=[project.slug, name])
        if whole
        else reverse("export-document", args=[page.document_id, name])
    )
    response = browse(anna).get(address)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "no-store" in response.headers["Cache-Control"]
    data = body(response)
    assert data
    if response.headers["Content-Type"] == "application/zip":
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def test_the_text_comes_line_by_line(browse, anna: User, page: Page) -> None:
    response = browse(anna).get(reverse("export-document", args=[page.document_id, "txt"]))
    assert "My dear Dyer\nI am" in body(response).decode()


def test_each_export_is_offered_where_there_is_something_to_export(browse, anna: User, page: Page) -> None:
    project = browse(anna).get(reverse("project", args=[page.document.project.slug])).content.decode()
    document = browse(anna).get(reverse("document", args=[page.document_id])).content.decode()
    for name in EXPORTS:
        assert reverse("export-project", args=[page.document.project.slug, name]) in project
        assert reverse("export-document", args=[page.document_id, name]) in document


def test_an_unknown_export_is_not_found(browse, anna: User, page: Page) -> None:
    assert browse(anna).get(reverse("export-document", args=[page.document_id, "doc"])).status_code == 404
    assert browse(anna).get(reverse("export-project", args=[page.document.project.slug, "doc"])).status_code == 404
