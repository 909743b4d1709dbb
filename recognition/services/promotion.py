"""Which reader a project reads with: promoted, and taken back, by one click or by the project's rule."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from ..models import ModelVersion, Project, Promotion, Reason
from .locking import lock_project
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
        return _read_with(project, Promotion(project=project, version=version, by_id=user.pk if user else None))


def may_be_used(version: ModelVersion) -> bool:
    return version.fine_tuning.verdict.get("reason") in _ALLOWED


def roll_back(*, project: Project, user: AbstractBaseUser | None) -> int:
    """Back to what the project read with before the last change that is not taken back yet. Raises PromotionError where
    there is nothing earlier."""
    with transaction.atomic():
        lock_project(project)
        last = standing_promotions(project).first()
        if last is None:
            raise PromotionError("There is nothing earlier: this is what the project read with at first.")
        version, keeper = previous_version(project), user.pk if user else None
        return _read_with(project, Promotion(project=project, version=version, by_id=keeper, takes_back=last))


def previous_version(project: Project) -> ModelVersion | None:
    """What the project read with before the last change that is not taken back; None is the reader that ships."""
    last_two = standing_promotions(project)[:2]
    return last_two[1].version if len(last_two) == 2 else None


def standing_promotions(project: Project) -> QuerySet[Promotion]:
    """The changes that are not taken back, latest first: the way that `roll_back` walks."""
    return project.promotions.filter(takes_back=None, taken_back_by=None).select_related("version").order_by("-pk")


def _read_with(project: Project, promotion: Promotion) -> int:
    promotion.save()
    Project.objects.filter(pk=project.pk).update(model_version=promotion.version)
    project.model_version = promotion.version
    return read_unreviewed_again(project=project)
