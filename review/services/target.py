"""The threshold of a project, so that a wanted share of its words is right in the end."""

from __future__ import annotations

import numpy as np
from django.db.models import F, QuerySet

from recognition.engine.confidence.target import Belief, believe, threshold_for
from recognition.models import Page, Project, Word
from review.models import Decision, DecisionKind
from review.policy_second import Look

#: Of so many decisions, the latest, is learned how far confidences can be believed.
LATEST = 5_000
_JUDGING = (DecisionKind.ACCEPTED, DecisionKind.CHANGED, DecisionKind.NOT_A_WORD)


def follow_target(*, project: Project, target: float) -> float:
    """Set the threshold so that, as far as the decisions so far tell, `target` of the words that the reader of now has
    read are right once everything below it is decided; the threshold is returned. It changes where people decide and
    where a reader learns, so call it again then."""
    newest = Page.objects.filter(document__project=project).exclude(read_at=None).order_by("-read_at", "-pk").first()
    if newest is None:
        return project.threshold
    words = Word.objects.filter(page__document__project=project, reading__model_version=newest.model_version_id)
    left = np.array(words.filter(label=None).values_list("reading__confidence", flat=True), np.float64)
    wrong = (1 - target) * words.count()
    project.threshold = threshold_for(left, belief_of(project, newest.model_version_id), wrong)
    project.save(update_fields=["threshold"])
    return project.threshold


def belief_of(project: Project, version_id: int | None) -> Belief:
    """How far this version's confidences can be believed: what was decided about other versions' words is the belief
    from which its own start."""
    decided = Decision.objects.filter(
        page__document__project=project, kind__in=_JUDGING, look=Look.FIRST, undone_by=None
    ).exclude(confidence=None)
    now = F("word__reading__model_version")
    earlier = decided.exclude(word__reading__model_version=version_id)
    before = believe(*_outcomes(earlier)) if earlier.exists() else Belief()
    return believe(*_outcomes(decided.annotate(version=now).filter(version=version_id)), before)


def _outcomes(decided: QuerySet[Decision]) -> tuple[np.ndarray, np.ndarray]:
    """Confidences, and whether the readings were right."""
    rows = list(decided.order_by("-pk").values_list("confidence", "kind")[:LATEST])
    return (
        np.array([confidence for confidence, _ in rows], np.float64),
        np.array([kind == DecisionKind.ACCEPTED for _, kind in rows], bool),
    )
