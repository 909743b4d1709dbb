"""Which words must not go when their page is read again; `settings.HELD_WORDS` names this for the machine's room."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from review.models import Decision, DecisionKind, Reservation


def held_words() -> Q:
    """On somebody's desk at the moment; or skipped or sent to the experts, which makes no label that finds a place."""
    leases = Reservation.objects.filter(expires_at__gt=timezone.now())
    open_words = Decision.objects.filter(
        kind__in=[DecisionKind.SKIPPED, DecisionKind.ESCALATED], undone_by=None, word__isnull=False
    )
    return Q(pk__in=leases.values("word")) | Q(label=None, pk__in=open_words.values("word"))
