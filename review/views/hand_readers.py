"""A hand's own reader: let it learn, judge it, use it, take it back. For managers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from recognition.services import hand_readers
from recognition.services.learning import LearningError
from recognition.services.promotion import PromotionError
from review.selectors_hands import hand_reader_page
from review.sentences import told
from review.views.learning import tell_read_again
from review.views.managed import managed_hand


@login_required
@require_safe
def hand_page(request: HttpRequest, hand_id: int) -> HttpResponse:
    hand = managed_hand(request, hand_id)
    return render(request, "hand.html", {"project": hand.project, "hand": hand, "page": hand_reader_page(hand)})


@login_required
@require_POST
def learn_hand(request: HttpRequest, hand_id: int) -> HttpResponse:
    try:
        hand_readers.start_hand_learning(hand=managed_hand(request, hand_id), user=request.user)
    except LearningError as refusal:
        messages.error(request, told(str(refusal)))
    return redirect("hand", hand_id)


@login_required
@require_POST
def read_hand_with(request: HttpRequest, hand_id: int) -> HttpResponse:
    hand, chosen = managed_hand(request, hand_id), request.POST.get("version", "")
    version = get_object_or_404(hand.model_versions, pk=chosen if chosen.isdecimal() else 0)
    try:
        tell_read_again(request, hand_readers.promote_for_hand(hand=hand, version=version, user=request.user))
    except PromotionError as refusal:
        messages.error(request, told(str(refusal)))
    return redirect("hand", hand_id)


@login_required
@require_POST
def roll_back_hand(request: HttpRequest, hand_id: int) -> HttpResponse:
    try:
        pages = hand_readers.roll_back_hand(hand=managed_hand(request, hand_id), user=request.user)
        tell_read_again(request, pages)
    except PromotionError as refusal:
        messages.error(request, told(str(refusal)))
    return redirect("hand", hand_id)
