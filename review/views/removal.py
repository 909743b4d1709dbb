"""Documents and projects that are taken away for good. For managers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from recognition.services.exports import EXPORTS
from review.forms_removal import RemoveProjectForm
from review.selectors_pages import shown_documents
from review.selectors_removal import document_loss, project_loss
from review.services import removal
from review.views.managed import managed_document, managed_project


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_document(request: HttpRequest, document_id: int) -> HttpResponse:
    document = managed_document(request, document_id)
    if request.method == "POST":
        removal.start_removing_document(document=document)
        _tell(request, document.title)
        return redirect("project", slug=document.project.slug)
    context = {
        "project": document.project,
        "document": document,
        "loss": document_loss(document),
        "datasets": document.project.dataset_versions.count(),
        "exports": EXPORTS,
    }
    return render(request, "remove_document.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_project(request: HttpRequest, slug: str) -> HttpResponse:
    project = managed_project(request, slug)
    form = RemoveProjectForm(request.POST if request.method == "POST" else None, project=project)
    if form.is_valid():
        removal.start_removing_project(project=project)
        _tell(request, project.name)
        return redirect("projects")
    context = {
        "project": project,
        "form": form,
        "loss": project_loss(project),
        "documents": shown_documents(project).count(),
        "readers": project.model_versions.count(),
        "datasets": project.dataset_versions.count(),
        "exports": EXPORTS,
    }
    return render(request, "remove_project.html", context)


def _tell(request: HttpRequest, name: str) -> None:
    messages.success(request, gettext("“%(name)s” is being removed.") % {"name": name})
