"""How long decisions take: kept for forecasts, and erased by whom it is about."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser

from review import pace
from review.models import Decision, Timing
from review.pace import Timed
from review.policy import Kind


def record_time(*, user: AbstractBaseUser, token: UUID, seconds: float | None, kind: Timed = Timed.LINE) -> None:
    """Keep how long the key press with this token took, once. `kind` is that of a step of many words.

    Nothing is kept where the desk could not tell, and where the person was plainly interrupted.
    """
    if seconds is None:
        return
    decisions = Decision.objects.select_related("word__reading", "page__document")
    decision = decisions.filter(token=token, user_id=user.pk).first()
    if decision is None:
        return
    made = list(Decision.objects.filter(step=decision.step).values_list("kind", flat=True)) if decision.step else []
    words = sum(one != Kind.SKIPPED for one in made or [decision.kind])
    if not pace.tells_of_work(seconds, len(made) or 1):
        return
    values = {
        "project_id": decision.page.document.project_id,
        "user_id": user.pk,
        "kind": (kind if made else _kind_of(decision)).value,
        "seconds": seconds,
        "words": words,
    }
    Timing.objects.get_or_create(decision=decision, defaults=values)


def erase_times(*, user: AbstractBaseUser) -> int:
    """Forget how long a person's decisions took; what they decided stays. Returns how many times there were."""
    return Timing.objects.filter(user_id=user.pk).delete()[0]


def _kind_of(decision: Decision) -> Timed:
    reading = decision.word.reading if decision.word else None
    alternatives = [one["text"] for one in reading.alternatives] if reading else []
    return pace.timed_as(Kind(decision.kind), decision.text, alternatives)
