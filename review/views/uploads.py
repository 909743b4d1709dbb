"""Files come in: answered as JSON to the upload module, as a page to a plain form."""

from __future__ import annotations

from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from recognition.models import Source, SourceState
from recognition.services.access import visible_projects
from recognition.services.ingest import Taken, take_in
from recognition.services.refusals import dismiss_refused
from review.sentences import told

NO_FILES = gettext_lazy("No file came with the upload. Choose one or more files and upload them again.")
TITLE_LENGTH = 255


@login_required
@require_POST
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    project = get_object_or_404(visible_projects(request.user), slug=slug)
    # With a title all files are one document, and its pages follow the names of the files.
    files = sorted(request.FILES.getlist("files"), key=lambda file: file.name)
    title = request.POST.get("title", "").strip()[:TITLE_LENGTH]
    named = [(file.name, file) for file in files]
    taken = take_in(project=project, files=named, user=request.user, title=title) if named else []
    if request.accepts("text/html"):
        return _as_page(request, slug, taken)
    if not taken:
        return JsonResponse({"detail": str(NO_FILES)}, status=400)
    return JsonResponse({"files": [asdict(one) | {"message": told(one.message)} for one in taken]})


@login_required
@require_POST
def dismiss_refused_source(request: HttpRequest, source_id: int) -> HttpResponse:
    sources = Source.objects.filter(project__in=visible_projects(request.user), state=SourceState.REFUSED)
    source = get_object_or_404(sources.select_related("project"), pk=source_id)
    dismiss_refused(source=source)
    return redirect("project", slug=source.project.slug)


def upload_limits() -> dict[str, int]:
    """What the browser can check before it sends anything."""
    return {"bytes": settings.SCAN_LIMITS["bytes"]}


def _as_page(request: HttpRequest, slug: str, taken: list[Taken]) -> HttpResponse:
    if not taken:
        messages.error(request, NO_FILES)
    for one in taken:
        (messages.success if one.ok else messages.error)(request, f"{one.name}: {told(one.message)}")
    return redirect("project", slug=slug)
