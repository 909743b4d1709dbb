"""A person's own work, for that person alone: how much on which day, at what pace, and what was decided last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from review.models import Decision, DecisionKind

DAYS, LATEST = 30, 100
#: Whoever is still for longer was not at this word.
PAUSE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Day:
    """`seconds`: the median from one decision to the next, by word; None where there is too little to say."""

    date: date
    words: int
    changed: int
    seconds: float | None


@dataclass(frozen=True, slots=True)
class OwnWork:
    days: Sequence[Day]
    latest: Sequence[Decision]

    @property
    def words(self) -> int:
        return sum(day.words for day in self.days)


def own_work(user: AbstractBaseUser) -> OwnWork:
    mine = Decision.objects.filter(user_id=user.pk).select_related("page__document__project", "undone_by")
    since = timezone.now() - timedelta(days=DAYS)
    by_day: dict[date, list[Decision]] = defaultdict(list)
    for decision in mine.filter(created_at__gte=since).order_by("pk"):
        by_day[timezone.localtime(decision.created_at).date()].append(decision)
    days = [_day(day, decisions) for day, decisions in sorted(by_day.items(), reverse=True)]
    return OwnWork(days, list(mine.exclude(kind=DecisionKind.UNDONE).order_by("-pk")[:LATEST]))


def _day(day: date, decisions: Sequence[Decision]) -> Day:
    said = [one for one in decisions if one.kind != DecisionKind.UNDONE and not hasattr(one, "undone_by")]
    words = [one for one in said if one.kind not in (DecisionKind.SKIPPED, DecisionKind.ESCALATED)]
    seconds = list(_seconds(decisions))
    changed = sum(one.kind == DecisionKind.CHANGED for one in words)
    return Day(day, len(words), changed, median(seconds) if len(seconds) > 1 else None)


def _seconds(decisions: Iterable[Decision]) -> Iterable[float]:
    """What each word took; the words of a line share the time of their key press."""
    presses: dict[object, list[Decision]] = defaultdict(list)
    for decision in decisions:
        presses[decision.step or decision.token].append(decision)
    before = None
    for press in presses.values():
        at = press[0].created_at
        if before is not None and at - before < PAUSE:
            yield from [(at - before).total_seconds() / len(press)] * len(press)
        before = at
