"""What a project's reader learns from its labels: start, watch, judge, promote, take back. For managers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from recognition.models import FineTuning
from recognition.services import learning, promotion
from recognition.services.access import is_manager, visible_projects
from review.forms_learning import RuleForm
from review.selectors_learning import changed_lines, learning_page
from review.sentences import told
from review.views.managed import managed_project


@login_required
@require_safe
def project_learning(request: HttpRequest, slug: str) -> HttpResponse:
    project = managed_project(request, slug)
    context = {"project": project, "page": learning_page(project), "form": RuleForm.of(project)}
    return render(request, "learning.html", context)


@login_required
@require_POST
def start_learning(request: HttpRequest, slug: str) -> HttpResponse:
    """From the labels or, where the form says so, from readings that nobody has reviewed."""
    project, alone = managed_project(request, slug), "from_readings" in request.POST
    try:
        learning.start_learning(project=project, user=request.user, from_readings=alone)
    except learning.LearningError as refusal:
        messages.error(request, told(str(refusal)))
    return redirect("learning", slug=slug)


@login_required
@require_POST
def change_rule(request: HttpRequest, slug: str) -> HttpResponse:
    project = managed_project(request, slug)
    form = RuleForm(request.POST)
    if not form.is_valid():
        return render(request, "learning.html", {"project": project, "page": learning_page(project), "form": form})
    learning.change_rule(project=project, **form.cleaned_data)
    messages.success(request, gettext("The rule is saved."))
    return redirect("learning", slug=slug)


@login_required
@require_POST
def cancel_learning(request: HttpRequest, learning_id: int) -> HttpResponse:
    found = _learning(request, learning_id)
    learning.cancel_learning(learning=found)
    return _home(found)


@login_required
@require_POST
def go_on_learning(request: HttpRequest, learning_id: int) -> HttpResponse:
    found = _learning(request, learning_id)
    learning.go_on_learning(learning=found)
    return _home(found)


@login_required
@require_POST
def read_with(request: HttpRequest, slug: str) -> HttpResponse:
    """With a version of the project's, or, without a number, the reader that ships."""
    project, chosen = managed_project(request, slug), request.POST.get("version", "")
    version = get_object_or_404(project.model_versions, pk=chosen) if chosen.isdecimal() else None
    try:
        tell_read_again(request, promotion.promote(project=project, version=version, user=request.user))
    except promotion.PromotionError as refusal:
        messages.error(request, told(str(refusal)))
    return redirect("learning", slug=slug)


@login_required
@require_POST
def roll_back(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        tell_read_again(request, promotion.roll_back(project=managed_project(request, slug), user=request.user))
    except promotion.PromotionError as refusal:
        messages.error(request, told(str(refusal)))
    return redirect("learning", slug=slug)


@login_required
@require_safe
def changed_readings(request: HttpRequest, learning_id: int) -> HttpResponse:
    """Held-out lines that candidate and reader read differently, with their pictures."""
    found = _learning(request, learning_id)
    return render(
        request, "changed_readings.html", {"project": found.project, "learning": found, "changes": changed_lines(found)}
    )


def _learning(request: HttpRequest, learning_id: int) -> FineTuning:
    known = FineTuning.objects.filter(project__in=visible_projects(request.user)).select_related("project", "candidate")
    found = get_object_or_404(known, pk=learning_id)
    if not is_manager(request.user, found.project):
        raise PermissionDenied
    return found


def _home(found: FineTuning) -> HttpResponse:
    """The page that tells of it."""
    return redirect("hand", found.hand_id) if found.hand_id else redirect("learning", found.project.slug)


def tell_read_again(request: HttpRequest, pages: int) -> None:
    sentence = ngettext("%(pages)s page will be read again.", "%(pages)s pages will be read again.", pages)
    messages.success(request, sentence % {"pages": f"{pages:,}"})
