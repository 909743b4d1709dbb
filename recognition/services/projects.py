"""Projects: made and changed here alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from recognition.engine.backends.names import OURS
from recognition.engine.imaging.steps import SWITCHES, checked_settings
from recognition.models import Membership, Project, Role
from recognition.models.projects import Direction

SLUG_LENGTH = 80


@dataclass(frozen=True, slots=True)
class ProjectRules:
    """What a manager decides about a project beside its name."""

    language: str
    threshold: float
    direction: str = Direction.LEFT_TO_RIGHT
    characters: str = ""
    reader: str = OURS
    target: float | None = None
    checks: int = 0


def create_project(*, name: str, rules: ProjectRules, user: AbstractBaseUser) -> Project:
    """Make a project; `user` becomes its first manager."""
    project = Project(name=name, slug=_free_slug(name))
    try:
        with transaction.atomic():
            _give(project, rules)
            Membership.objects.create(project=project, user=user, role=Role.MANAGER)
    except IntegrityError:
        if not Project.objects.filter(slug=project.slug).exists():
            raise
        # Another project has taken the address in between.
        return create_project(name=name, rules=rules, user=user)
    return project


def change_project(*, project: Project, name: str, rules: ProjectRules) -> Project:
    """Change a project's name and rules. Its address stays, so that links keep working."""
    project.name = name
    _give(project, rules)
    return project


def change_steps(*, project: Project, steps: Iterable[str], settings: Mapping[str, Mapping[str, object]]) -> Project:
    """Which preprocessing steps are on, and with which settings. Raises ValueError with a sentence."""
    chosen = set(steps)
    project.steps = [name for name in SWITCHES if name in chosen]
    project.step_settings = checked_settings(settings)
    project.full_clean()
    project.save(update_fields=["steps", "step_settings"])
    return project


def _give(project: Project, rules: ProjectRules) -> None:
    project.language, project.threshold = rules.language, rules.threshold
    project.direction, project.characters, project.reader = rules.direction, rules.characters, rules.reader
    project.target, project.checks = rules.target, rules.checks
    project.full_clean(validate_unique=False)  # only the address is, and the database sees to that
    project.save()


def _free_slug(name: str) -> str:
    stem = slugify(name)[: SLUG_LENGTH - 8].strip("-") or "project"
    for number in count(1):
        slug = stem if number == 1 else f"{stem}-{number}"
        if not Project.objects.filter(slug=slug).exists():
            return slug
    raise AssertionError("count() does not end")
