"""Second looks, for managers: the rules, whom they trust, and what is accepted without one."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from recognition.models import Project
from recognition.services.access import visible_projects
from review.forms_second import SecondLooksForm
from review.models import Acceptance
from review.selectors_looks import rules_of
from review.selectors_second_page import rule_costs, second_looks
from review.services import second_looks as services
from review.views.managed import managed_project


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_looks_page(request: HttpRequest, slug: str) -> HttpResponse:
    project = managed_project(request, slug)
    form = SecondLooksForm(request.POST or None, initial=asdict(rules_of(project)), costs=rule_costs(project))
    if request.method == "POST" and form.is_valid():
        services.set_rules(project=project, rules=form.rules)
        messages.success(request, gettext("The rules are saved. They hold at once."))
        return redirect("second-looks", slug=slug)
    context = {"project": project, "form": form, "looks": second_looks(project, request.user)}
    return render(request, "second_looks.html", context)


@login_required
@require_POST
def change_person(request: HttpRequest, slug: str, user_id: int) -> HttpResponse:
    """One button a change: trust or trust no more, expert or no expert any more, accept all that waits."""
    project = managed_project(request, slug)
    person = get_object_or_404(User, memberships__project=project, pk=user_id)
    change = request.POST.get("change")
    if change == "accept":
        _accept(request, project, person)
    elif change in ("trust", "trust no more"):
        do = services.trust if change == "trust" else services.trust_no_more
        do(project=project, person=person)
    elif change in ("expert", "no expert"):
        services.make_expert(project=project, person=person, is_expert=change == "expert")
    return redirect("second-looks", slug=slug)


@login_required
@require_POST
def undo_acceptance(request: HttpRequest, acceptance_id: int) -> HttpResponse:
    visible = Acceptance.objects.filter(project__in=visible_projects(request.user)).select_related("project")
    acceptance = get_object_or_404(visible, pk=acceptance_id)
    project = managed_project(request, acceptance.project.slug)
    services.undo_acceptance(acceptance=acceptance, by=request.user)
    messages.success(request, gettext("Undone: these words wait for a second look again."))
    return redirect("second-looks", slug=project.slug)


def _accept(request: HttpRequest, project: Project, person: User) -> None:
    try:
        acceptance = services.accept_all(project=project, person=person, by=request.user)
    except services.AcceptanceRefused as refused:
        messages.error(request, str(refused))
        return
    count = acceptance.labels.count()
    messages.success(
        request, ngettext("%(count)s word is accepted.", "%(count)s words are accepted.", count) % {"count": count}
    )
