"""Which threshold makes a wanted share of a project's words right in the end, by what people have decided so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from recognition.engine.confidence.target import Belief, believe, threshold_for
from recognition.models import Page, Project, Word
from review.models import Decision, DecisionKind
from review.policy_second import Look

#: Of so many decisions, the latest, is learned how far confidences can be believed; fewer than the least say little.
LATEST, LEAST = 5_000, 50
#: Shares of right words that a manager is told the price of.
TARGETS = (0.95, 0.98, 0.99)
_JUDGING = (DecisionKind.ACCEPTED, DecisionKind.CHANGED, DecisionKind.NOT_A_WORD)


@dataclass(frozen=True, slots=True)
class TargetRow:
    """In per cent: `right` words in the end, the `threshold` that gives them, words `asked` about in all."""

    right: int
    threshold: int
    asked: int


def target_rows(project: Project) -> list[TargetRow]:
    """Nothing until enough is decided."""
    if judged(project) < LEAST:
        return []
    sure = np.array(_words(project).values_list("reading__confidence", flat=True), np.float64)
    rows = []
    for target in TARGETS:
        threshold = ceil(100 * threshold_at(project, target))
        asked = float((sure < threshold / 100).mean()) if len(sure) else 0.0
        rows.append(TargetRow(round(100 * target), threshold, round(100 * asked)))
    return rows


def judged(project: Project) -> int:
    """How many decisions there are to learn from."""
    return judgements(project).count()


def threshold_at(project: Project, target: float) -> float:
    """That at which a share `target` of the words that the reader of now has read is right, by expectation, once all
    below it are decided; the project's own where nothing is read."""
    words = _words(project)
    if not (count := words.count()):
        return project.threshold
    left = np.array(words.filter(label=None).values_list("reading__confidence", flat=True), np.float64)
    return threshold_for(left, belief_of(project, _version(project)), (1 - target) * count)


def belief_of(project: Project, version_id: int | None) -> Belief:
    """How far this version's confidences can be believed: what was decided about other versions' words is the belief
    from which its own start."""
    decided = judgements(project)
    before = believe(*_outcomes(decided.exclude(word__reading__model_version=version_id)))
    return believe(*_outcomes(decided.filter(word__reading__model_version=version_id)), before)


def _version(project: Project) -> int | None:
    """The reader of now: who read last."""
    read = Page.objects.filter(document__project=project).exclude(read_at=None).order_by("-read_at", "-pk")
    return read.values_list("model_version", flat=True).first()


def _words(project: Project) -> QuerySet[Word]:
    return Word.objects.filter(page__document__project=project, reading__model_version=_version(project))


def judgements(project: Project) -> QuerySet[Decision]:
    """Of words that a machine had read, seen for the first time."""
    return Decision.objects.filter(
        page__document__project=project, kind__in=_JUDGING, look=Look.FIRST, undone_by=None
    ).exclude(confidence=None)


def _outcomes(decided: QuerySet[Decision]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Confidences, and whether the readings were right."""
    rows: Sequence[tuple[float, str]] = decided.order_by("-pk").values_list("confidence", "kind")[:LATEST]
    right = [kind == DecisionKind.ACCEPTED for _, kind in rows]
    return np.array([confidence for confidence, _ in rows], np.float64), np.array(right, bool)
