"""Transcriptions as files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from recognition.models import Document
from recognition.services.access import visible_projects
from recognition.services.exports import EXPORTS, Export, export_document, export_project


@login_required
@require_safe
def export_one_document(request: HttpRequest, document_id: int, format_name: str) -> StreamingHttpResponse:
    documents = Document.objects.filter(project__in=visible_projects(request.user)).select_related("project")
    document = get_object_or_404(documents, pk=document_id)
    return download(export_document(document, _known(format_name)))


@login_required
@require_safe
def export_whole_project(request: HttpRequest, slug: str, format_name: str) -> StreamingHttpResponse:
    project = get_object_or_404(visible_projects(request.user), slug=slug)
    return download(export_project(project, _known(format_name)))


def _known(format_name: str) -> str:
    if format_name not in EXPORTS:
        raise Http404(f"There is no export named {format_name}.")
    return format_name


def download(export: Export) -> StreamingHttpResponse:
    """The file while it is made: a project of many thousand pages begins at once. What cannot be made at all fails
    here, where that still shows."""
    first = next(export.chunks, b"")
    response = StreamingHttpResponse(_sent(first, export.chunks), content_type=export.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=export.filename)
    response.headers["Cache-Control"] = "private, no-store"
    return response


async def _sent(first: bytes, others: Generator[bytes]) -> AsyncIterator[bytes]:
    """In the thread of the request, where its database connection is."""
    try:
        chunk: bytes | None = first
        while chunk is not None:
            yield chunk
            chunk = await sync_to_async(next)(others, None)
    finally:
        await sync_to_async(others.close)()
