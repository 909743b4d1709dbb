"""The project that a command names."""

from __future__ import annotations

from django.core.management.base import CommandError

from recognition.models import Project


def named_project(slug: str) -> Project:
    """Raises CommandError with the names there are."""
    found = Project.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Project.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no project {slug}. Projects: {known}.")
    return found
