"""A page: its picture beside its text, and what to do when reading it failed."""

from __future__ import annotations

from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from recognition.models import Job, JobKind, Page
from recognition.services.access import is_manager, visible_projects
from recognition.services.held_words import held_lines
from recognition.services.jobs import queue, retry
from recognition.services.read_again import find_lines_anew
from review.selectors_notes import page_notes
from review.selectors_pages import failed_job
from review.selectors_text import page_neighbours, page_text, step_sentences


@login_required
@require_safe
def page_view(request: HttpRequest, page_id: int) -> HttpResponse:
    page = _page(request, page_id)
    if request.GET.get("seen") == page.state:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    project = page.document.project
    context = {
        "project": project,
        "document": page.document,
        "page": page,
        "text": page_text(page),
        "neighbours": page_neighbours(page),
        "steps": step_sentences(page),
        "failed_job": failed_job(page),
        "is_manager": is_manager(request.user, project),
        "notes": page_notes(page),
        "note_token": uuid4(),
    }
    return render(request, "page.html", context)


@login_required
@require_POST
def read_again(request: HttpRequest, page_id: int) -> HttpResponse:
    page = _page(request, page_id)
    if not is_manager(request.user, page.document.project):
        raise PermissionDenied
    if request.POST.get("lines") == "anew":
        find_lines_anew(page=page)
    else:
        queue(JobKind.READ_PAGE, page.document.project, page=page)
    sentence = gettext("The page will be read again. What people confirmed stays.")
    if held_lines(page):
        sentence = gettext(
            "The page will be read again in the lines that it has. Lines with words that somebody is at, has skipped "
            "or has written about stay as they are."
        )
    messages.success(request, sentence)
    return redirect("page", page_id=page.pk)


@login_required
@require_POST
def retry_job(request: HttpRequest, job_id: int) -> HttpResponse:
    jobs = Job.objects.filter(project__in=visible_projects(request.user)).select_related("project")
    job = get_object_or_404(jobs, pk=job_id)
    retry(job)
    messages.success(request, gettext("It is tried again."))
    if job.page_id is not None and request.POST.get("back") == "page":
        return redirect("page", page_id=job.page_id)
    return redirect("project", slug=job.project.slug)


def _page(request: HttpRequest, page_id: int) -> Page:
    pages = Page.objects.filter(document__project__in=visible_projects(request.user))
    return get_object_or_404(pages.select_related("document__project", "model_version", "source"), pk=page_id)
