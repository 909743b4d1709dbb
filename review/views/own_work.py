"""What a person has done themselves, and how long it took. Nobody else sees it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from recognition.services.access import visible_projects
from review import services
from review.selectors_own_work import own_work
from review.selectors_pace import shared_times
from review.selectors_second_page import own_agreement
from review.views.managed import managed_project


@login_required
@require_safe
def own_work_page(request: HttpRequest) -> HttpResponse:
    context = {
        "work": own_work(request.user),
        "agreement": own_agreement(request.user),
        "visible": set(visible_projects(request.user).values_list("pk", flat=True)),
    }
    return render(request, "own_work.html", context)


@login_required
@require_POST
def erase_times(request: HttpRequest) -> HttpResponse:
    services.erase_times(user=request.user)
    messages.success(request, gettext("Your times are erased."))
    return redirect("own-work")


@login_required
@require_safe
def project_times(request: HttpRequest, slug: str) -> HttpResponse:
    """What managers see of it: sums by kind that tell of nobody."""
    project = managed_project(request, slug)
    return render(request, "times.html", {"project": project, "times": shared_times(project)})
