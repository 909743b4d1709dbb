"""What a person has done themselves. Nobody else sees it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from recognition.services.access import visible_projects
from review.selectors_own_work import own_work
from review.selectors_second_page import own_agreement


@login_required
@require_safe
def own_work_page(request: HttpRequest) -> HttpResponse:
    context = {
        "work": own_work(request.user),
        "agreement": own_agreement(request.user),
        "visible": set(visible_projects(request.user).values_list("pk", flat=True)),
    }
    return render(request, "own_work.html", context)
