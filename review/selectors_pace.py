"""Recorded times as sums: a person's own in full, other people's by kind alone and never of a few."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Avg, Count, QuerySet
from django.db.models import Sum as Added
from django.utils.translation import gettext_lazy

from recognition.models import Project
from review import pace
from review.models import Timing
from review.pace import Forecast, Sum, Timed
from review.selectors import flagged_words

NAMES = {
    Timed.KEPT: gettext_lazy("kept"),
    Timed.CHOSEN: gettext_lazy("chosen"),
    Timed.TYPED: gettext_lazy("typed"),
    Timed.ILLEGIBLE: gettext_lazy("illegible"),
    Timed.NOT_A_WORD: gettext_lazy("not a word"),
    Timed.SKIPPED: gettext_lazy("skipped"),
    Timed.LINE: gettext_lazy("line"),
    Timed.GROUP: gettext_lazy("group"),
}
#: A median is taken of the latest times; older ones say little about the pace of today.
LATEST = 2000


@dataclass(frozen=True, slots=True)
class KindTime:
    """`median`: seconds of a key press, of a line or a group by word."""

    kind: Timed
    presses: int
    words: int
    seconds: float
    median: float

    @property
    def name(self) -> str:
        return str(NAMES[self.kind])

    @property
    def minutes(self) -> float:
        return self.seconds / 60


def forecast(project: Project, user: AbstractBaseUser) -> Forecast:
    """What is left to decide in a project, and how long that takes."""
    left = flagged_words(project).filter(label=None)
    told = left.aggregate(words=Count("pk"), sure=Avg("reading__confidence"))
    times = Timing.objects.filter(project=project)
    own = Timing.objects.filter(user_id=user.pk)
    return pace.forecast(told["words"], told["sure"] or 0.0, people=_sum(times), own=_sum(own))


def own_times(user: AbstractBaseUser) -> list[KindTime]:
    return _by_kind(Timing.objects.filter(user_id=user.pk))


def shared_times(project: Project) -> list[KindTime]:
    """By kind, for managers: only where so many people and words stand behind a figure that it tells of nobody."""
    times = Timing.objects.filter(project=project)
    rows = times.values("kind").annotate(people=Count("user", distinct=True), presses=Count("pk")).order_by()
    shown = [row["kind"] for row in rows if pace.hides_each(row["people"], row["presses"])]
    return _by_kind(times.filter(kind__in=shown))


def _by_kind(times: QuerySet[Timing]) -> list[KindTime]:
    rows = times.values("kind").annotate(presses=Count("pk"), decided=Added("words"), spent=Added("seconds"))
    by_kind = {row["kind"]: row for row in rows.order_by()}
    found = [(kind, by_kind[kind]) for kind in Timed if kind in by_kind]
    return [KindTime(kind, r["presses"], r["decided"], r["spent"], _median(times, kind)) for kind, r in found]


def _median(times: QuerySet[Timing], kind: Timed) -> float:
    latest = times.filter(kind=kind).order_by("-pk").values_list("seconds", "words")[:LATEST]
    return median(seconds / max(words, 1) for seconds, words in latest)


def _sum(times: QuerySet[Timing]) -> Sum:
    told = times.aggregate(words=Added("words"), seconds=Added("seconds"), people=Count("user", distinct=True))
    return Sum(told["words"] or 0, told["seconds"] or 0.0, told["people"])
