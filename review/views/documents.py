"""A document: its pages at a glance."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from recognition.models import Document
from recognition.services.access import is_manager, visible_projects
from recognition.services.exports import EXPORTS
from review.selectors_pages import document_pages, document_summary


@login_required
@require_safe
def document_page(request: HttpRequest, document_id: int) -> HttpResponse:
    documents = Document.objects.filter(project__in=visible_projects(request.user)).select_related("project")
    document = get_object_or_404(documents, pk=document_id)
    summary = document_summary(document)
    seen = f"{summary.pages} {summary.read} {summary.failed}"
    if request.GET.get("seen") == seen:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    context = {
        "project": document.project,
        "document": summary,
        "seen": seen,
        "pages": document_pages(document),
        "exports": EXPORTS,
        "is_manager": is_manager(request.user, document.project),
    }
    return render(request, "document.html", context)
