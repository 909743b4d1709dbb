"""A project's preprocessing: which steps, with which settings, and what each does to one of its pages. For managers."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from recognition.models import JobKind, Page
from recognition.services.jobs import queue
from recognition.services.projects import change_steps
from review.forms_imaging import StepsForm
from review.selectors_imaging import step_pictures
from review.views.managed import managed_project


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_imaging(request: HttpRequest, slug: str) -> HttpResponse:
    project = managed_project(request, slug)
    shown = step_pictures(project)
    if request.GET.get("seen") == "working" and shown.working:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    form = StepsForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        change_steps(project=project, steps=form.steps, settings=form.settings)
        messages.success(request, gettext("The steps are saved. They count from the next page that is read."))
        return redirect("project-imaging", slug=slug)
    rows = [(row, shown.pictures.get(row.name)) for row in form.rows()]
    return render(request, "imaging.html", {"project": project, "form": form, "rows": rows, "shown": shown})


@login_required
@require_POST
def show_steps(request: HttpRequest, slug: str) -> HttpResponse:
    """Have a worker make the pictures of all steps on the page that was chosen."""
    project = managed_project(request, slug)
    pages = Page.objects.filter(document__project=project)
    number = request.POST.get("page", "")
    page = get_object_or_404(pages, pk=int(number) if number.isdecimal() else 0)
    queue(JobKind.SHOW_STEPS, project, page=page)
    return redirect("project-imaging", slug=slug)
