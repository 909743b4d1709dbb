"""Keep a project's threshold where a wanted share of its words is right in the end."""

from __future__ import annotations

from recognition.models import Project
from review.selectors_target import threshold_at


def follow_target(*, project: Project, target: float) -> float:
    """Set the threshold for a share of right words; it is returned. It moves where people decide and where a reader
    learns, so call it again then."""
    project.threshold = threshold_at(project, target)
    project.save(update_fields=["threshold"])
    return project.threshold
