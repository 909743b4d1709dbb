"""How right the words are that nobody is asked about, as random checks among them have measured."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from recognition.engine.confidence.checks import Interval, in_the_end, wilson
from recognition.models import Project
from recognition.selectors import ProjectProgress
from review.models import DecisionKind
from review.selectors_target import judgements


@dataclass(frozen=True, slots=True)
class Measured:
    """`made`: checks that are decided, of words that are sure now; `right` of them were read right. In per cent:
    `sure`, of those words as many are right, and `whole`, of all words, once what is asked about is decided; `target`,
    None without one."""

    made: int
    right: int
    sure: Interval
    whole: Interval
    target: float | None

    @property
    def is_reached(self) -> bool:
        return self.target is not None and self.target <= self.whole.low

    @property
    def is_missed(self) -> bool:
        return self.target is not None and self.target > self.whole.high


def measured(project: Project, progress: ProjectProgress) -> Measured:
    """Words are drawn whatever their confidence, so checks of words that were in doubt when they were decided and would
    not be now count as well."""
    checks = judgements(project).filter(is_check=True, confidence__gte=project.threshold)
    told = checks.aggregate(made=Count("pk"), right=Count("pk", filter=Q(kind=DecisionKind.ACCEPTED)))
    sure = wilson(told["right"], told["made"])
    unasked = progress.words - progress.decided - progress.remaining
    whole = in_the_end(sure, unasked, progress.words)
    target = None if project.target is None else 100 * project.target
    return Measured(told["made"], told["right"], _per_cent(sure), _per_cent(whole), target)


def _per_cent(interval: Interval) -> Interval:
    return Interval(*(100 * share for share in interval))
