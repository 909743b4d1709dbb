"""Pictures, for those who may see their project. Storage is read as bytes, wherever it lives."""

from __future__ import annotations

import hashlib
import mimetypes

from django.contrib.auth.decorators import login_required
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from recognition.models import Line, Page, StepPicture
from recognition.services.access import visible_projects

DAY = 24 * 60 * 60


@login_required
@require_safe
def page_image(request: HttpRequest, page_id: int) -> HttpResponse:
    return _picture(request, _page(request, page_id).image)


@login_required
@require_safe
def page_thumbnail(request: HttpRequest, page_id: int) -> HttpResponse:
    page = _page(request, page_id)
    return _picture(request, page.thumbnail or page.image)


@login_required
@require_safe
def line_picture(request: HttpRequest, line_id: int) -> HttpResponse:
    lines = Line.objects.filter(page__document__project__in=visible_projects(request.user))
    return _picture(request, get_object_or_404(lines, pk=line_id).picture)


@login_required
@require_safe
def step_picture(request: HttpRequest, picture_id: int, side: str) -> HttpResponse:
    """`side`: before or after."""
    if side not in ("before", "after"):
        raise Http404("There is no such side.")
    pictures = StepPicture.objects.filter(page__document__project__in=visible_projects(request.user))
    picture = get_object_or_404(pictures, pk=picture_id)
    return _picture(request, picture.before if side == "before" else picture.after)


def _page(request: HttpRequest, page_id: int) -> Page:
    pages = Page.objects.filter(document__project__in=visible_projects(request.user))
    return get_object_or_404(pages, pk=page_id)


def _picture(request: HttpRequest, file: FieldFile) -> HttpResponse:
    """Stored names are never used twice, so the name alone tells whether the browser's copy is still right."""
    if not file:
        raise Http404("There is no picture.")
    etag = f'"{hashlib.sha256(file.name.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(_bytes(file), content_type=mimetypes.guess_type(file.name)[0] or "image/jpeg")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"private, max-age={DAY}, immutable"
    return response


def _bytes(file: FieldFile) -> bytes:
    try:
        with file.open("rb") as stored:
            return stored.read()
    except FileNotFoundError as missing:
        raise Http404("The picture is not in the store any more.") from missing
