"""The hands of a project: look at them, name, merge and split them. For managers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from recognition.models import JobKind
from recognition.services import hands, jobs
from review.selectors_hands import hands_page
from review.sentences import told
from review.views.managed import managed_hand, managed_project


@login_required
@require_safe
def project_hands(request: HttpRequest, slug: str) -> HttpResponse:
    project = managed_project(request, slug)
    return render(request, "hands.html", {"project": project, "found": hands_page(project)})


@login_required
@require_POST
def group_hands(request: HttpRequest, slug: str) -> HttpResponse:
    jobs.queue(JobKind.GROUP_HANDS, managed_project(request, slug))
    return redirect("hands", slug=slug)


@login_required
@require_POST
def name_hand(request: HttpRequest, hand_id: int) -> HttpResponse:
    hand = managed_hand(request, hand_id)
    hands.name_hand(hand=hand, name=request.POST.get("name", ""), user=request.user)
    return redirect("hands", slug=hand.project.slug)


@login_required
@require_POST
def merge_hand(request: HttpRequest, hand_id: int) -> HttpResponse:
    """This one into the one that was chosen."""
    gone, into = managed_hand(request, hand_id), request.POST.get("into", "")
    kept = get_object_or_404(gone.project.hands, pk=into if into.isdecimal() else 0)
    try:
        hands.merge_hands(kept=kept, gone=gone, user=request.user)
    except hands.HandError as refusal:
        messages.error(request, told(str(refusal)))
    return redirect("hands", slug=gone.project.slug)


@login_required
@require_POST
def split_pages(request: HttpRequest, slug: str) -> HttpResponse:
    pages = [int(page) for page in request.POST.getlist("page") if page.isdecimal()]
    try:
        hands.split_off(project=managed_project(request, slug), pages=pages, user=request.user)
    except hands.HandError as refusal:
        messages.error(request, told(str(refusal)))
    return redirect("hands", slug=slug)
