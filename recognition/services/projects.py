"""Projects: made and changed here alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.text import slugify

from recognition.engine.backends.names import OURS
from recognition.models import Membership, Project, Role

SLUG_LENGTH = 80


@transaction.atomic
def create_project(
    *, name: str, language: str, threshold: float, steps: Sequence[str], user: AbstractBaseUser, reader: str = OURS
) -> Project:
    """Make a project; `user` becomes its first manager."""
    rules = {"language": language, "threshold": threshold, "steps": list(steps), "reader": reader}
    project = Project(name=name, slug=_free_slug(name), **rules)
    project.full_clean()
    project.save()
    Membership.objects.create(project=project, user=user, role=Role.MANAGER)
    return project


def change_project(
    *, project: Project, name: str, language: str, threshold: float, steps: Sequence[str], reader: str
) -> Project:
    """Change a project's rules. Its address stays, so that links keep working."""
    project.name, project.language, project.threshold, project.steps = name, language, threshold, list(steps)
    project.reader = reader
    project.full_clean()
    project.save(update_fields=["name", "language", "threshold", "steps", "reader"])
    return project


def _free_slug(name: str) -> str:
    stem = slugify(name)[: SLUG_LENGTH - 8].strip("-") or "project"
    for number in count(1):
        slug = stem if number == 1 else f"{stem}-{number}"
        if not Project.objects.filter(slug=slug).exists():
            return slug
    raise AssertionError("count() does not end")
