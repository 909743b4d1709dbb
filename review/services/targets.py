"""The threshold of a project that wants a share of right words: it follows what people decide and what is read."""

from __future__ import annotations

from django.core.cache import cache

from recognition.models import Project
from review.selectors_target import LEAST, judged, threshold_at

#: Seconds in which a threshold is found once: all words of a project are looked at.
_REST = 20


def follow_target(project: Project) -> None:
    """Brings the threshold of a project that has a target up to date; rests in between, and until enough is decided."""
    if project.target is None or not cache.add(f"threshold-{project.pk}", True, _REST):
        return
    if judged(project) < LEAST:
        return
    threshold = threshold_at(project, project.target)
    if threshold != project.threshold:
        # What a manager sets meanwhile stays.
        Project.objects.filter(pk=project.pk, target=project.target).update(threshold=threshold)
        project.threshold = threshold
