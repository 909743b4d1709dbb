"""Which reader a project reads with: promoted, and taken back, by one click or by the project's rule."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from ..models import ModelVersion, Project, Promotion, Reason
from .read_again import read_unreviewed_again

#: Fewer held-out pages cannot show that a gain is more than chance.
LEAST_PAGES = 3
#: A person may try what too few held-out pages can prove; never what was proven to be no better.
_ALLOWED = frozenset({Reason.BETTER, Reason.FEW_PAGES})


class PromotionError(ValueError):
    """The message is a sentence for the person who asked."""


def promote(*, project: Project, version: ModelVersion | None, user: AbstractBaseUser | None) -> int:
    """From now on the project reads with `version`; None is the reader that ships. Pages that nobody has reviewed are
    read again in the background, how many is returned; no label, reservation or decision is touched."""
    if version is not None and version.project_id != project.pk:
        raise PromotionError(f"“{version}” belongs to another project.")
    if version is not None and version.hand_id is not None:
        raise PromotionError(f"“{version}” has learned one hand alone. Use it for that hand.")
    if version is not None and not may_be_used(version):
        raise PromotionError(f"“{version}” is not better than what the project reads with, so it is not used.")
    with transaction.atomic():
        Project.objects.filter(pk=project.pk).update(model_version=version)
        project.model_version = version
        Promotion.objects.create(project=project, version=version, by=user)
        return read_unreviewed_again(project=project)


def may_be_used(version: ModelVersion) -> bool:
    return version.fine_tuning.verdict.get("reason") in _ALLOWED


def roll_back(*, project: Project, user: AbstractBaseUser | None) -> int:
    """Back to what the project read with before the last change. Raises PromotionError where nothing was changed."""
    if not project.promotions.exists():
        raise PromotionError("The project has always read with the reader that ships; there is nothing to take back.")
    return promote(project=project, version=previous_version(project), user=user)


def previous_version(project: Project) -> ModelVersion | None:
    """What the project read with before the last change; None is the reader that ships."""
    last_two = project.promotions.select_related("version").order_by("-pk")[:2]
    return last_two[1].version if len(last_two) == 2 else None
