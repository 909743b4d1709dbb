"""The review desk: one page; what happens on it is JavaScript and the API."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from recognition.services.access import visible_projects
from review.api_preferences import PreferencesInput
from review.services.preferences import preferences_of


@login_required
@require_safe
@ensure_csrf_cookie
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    project = get_object_or_404(visible_projects(request.user), slug=slug)
    preferences = PreferencesInput(preferences_of(request.user)).data
    return render(request, "review/desk.html", {"project": project, "preferences": preferences})
