"""The list of projects, a project's page, and its settings."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from recognition.models import Project
from recognition.selectors import ProjectProgress, project_progress
from recognition.services.access import is_manager, visible_projects
from recognition.services.exports import EXPORTS
from recognition.services.projects import change_project, create_project
from review.forms import ProjectForm
from review.selectors_checks import measured
from review.selectors_hand_results import results_by_hand
from review.selectors_pace import forecast
from review.selectors_pages import WordCounts, project_documents, project_summaries, troubles
from review.selectors_removal import is_being_removed
from review.selectors_second_page import words_again
from review.selectors_target import target_rows
from review.views.managed import managed_project
from review.views.uploads import upload_limits

MAY_CREATE = "recognition.add_project"


@login_required
@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    projects = project_summaries(visible_projects(request.user))
    return render(request, "projects.html", {"projects": projects, "may_create": request.user.has_perm(MAY_CREATE)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_project(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(MAY_CREATE):
        raise PermissionDenied
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("project", slug=create_project(user=request.user, **form.values).slug)
    return render(request, "project_form.html", {"form": form})


@login_required
@require_safe
def project_page(request: HttpRequest, slug: str) -> HttpResponse:
    project = _project(request, slug)
    context = _contents(request, project) | {"exports": EXPORTS, "limits": upload_limits()}
    context |= {"again": words_again(project, request.user)}
    return render(request, "project.html", context)


@login_required
@require_safe
def project_contents(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of the project's page that background work changes, for htmx to fetch again."""
    return render(request, "parts/contents.html", _contents(request, _project(request, slug)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_settings(request: HttpRequest, slug: str) -> HttpResponse:
    project = managed_project(request, slug)
    form = ProjectForm(request.POST) if request.method == "POST" else ProjectForm.of(project)
    if request.method == "POST" and form.is_valid():
        change_project(project=project, **form.values)
        messages.success(request, gettext("The settings are saved."))
        return redirect("project", slug=project.slug)
    context = {"form": form, "project": project, "targets": target_rows(project)}
    context |= {"measured": measured(project, project_progress(project))}
    return render(request, "project_form.html", context)


def _project(request: HttpRequest, slug: str) -> Project:
    return get_object_or_404(visible_projects(request.user), slug=slug)


def _contents(request: HttpRequest, project: Project) -> dict[str, object]:
    progress, may_manage = project_progress(project), is_manager(request.user, project)
    return {
        "project": project,
        "is_manager": may_manage,
        "progress": progress,
        "measured": measured(project, progress) if may_manage else None,
        "forecast": forecast(project, request.user),
        "seen": _seen(progress),
        "done": progress.pages_read + progress.pages_failed,
        "counts": WordCounts(progress.words, progress.decided, progress.remaining),
        "documents": project_documents(project),
        "hands": results_by_hand(project),
        "troubles": troubles(project),
        "is_being_removed": is_being_removed(project),
    }


def _seen(progress: ProjectProgress) -> str:
    """What the contents were rendered from: progress.js fetches them again when the JSON says otherwise."""
    p = progress
    pages = (p.pages, p.pages_read, p.pages_failed)
    work = (p.jobs_running + p.jobs_waiting, p.removals, p.jobs_failed, p.sources_refused)
    return " ".join(str(number) for number in (*pages, *work, p.words, p.flagged, p.decided, p.remaining))
