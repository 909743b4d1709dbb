"""A person's own work, for that person alone: how much on which day, at what pace, and what was decided last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from review.models import Decision, DecisionKind, Timing
from review.selectors_pace import KindTime, own_times

DAYS, LATEST = 30, 100


@dataclass(frozen=True, slots=True)
class Day:
    """`seconds`: the median from seeing a word to its key; None where nothing was recorded, or it is erased."""

    date: date
    words: int
    changed: int
    seconds: float | None


@dataclass(frozen=True, slots=True)
class OwnWork:
    days: Sequence[Day]
    times: Sequence[KindTime]
    latest: Sequence[Decision]

    @property
    def words(self) -> int:
        return sum(day.words for day in self.days)


def own_work(user: AbstractBaseUser) -> OwnWork:
    mine = Decision.objects.filter(user_id=user.pk).select_related("page__document__project", "undone_by")
    since = timezone.now() - timedelta(days=DAYS)
    by_day: dict[date, list[Decision]] = defaultdict(list)
    for decision in mine.filter(created_at__gte=since).order_by("pk"):
        by_day[_date(decision)].append(decision)
    seconds: dict[date, list[float]] = defaultdict(list)
    for time in Timing.objects.filter(user_id=user.pk, decision__created_at__gte=since).select_related("decision"):
        seconds[_date(time.decision)].append(time.seconds / max(time.words, 1))
    days = [_day(day, decisions, seconds[day]) for day, decisions in sorted(by_day.items(), reverse=True)]
    return OwnWork(days, own_times(user), list(mine.exclude(kind=DecisionKind.UNDONE).order_by("-pk")[:LATEST]))


def _date(decision: Decision) -> date:
    return timezone.localtime(decision.created_at).date()


def _day(day: date, decisions: Sequence[Decision], seconds: Sequence[float]) -> Day:
    said = [one for one in decisions if one.kind != DecisionKind.UNDONE and not hasattr(one, "undone_by")]
    words = [one for one in said if one.kind != DecisionKind.SKIPPED]
    changed = sum(one.kind == DecisionKind.CHANGED for one in words)
    return Day(day, len(words), changed, median(seconds) if seconds else None)
