"""A hand's own reader: what it is taught from, and which reader the pages of a hand are read with. Loads no reader.

It begins with what the project reads with, learns the lines of its hand alone, and is judged on held-out pages of that
hand. As it reads no other pages, it may forget other hands.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from ..engine.backends.names import OURS
from ..models import FineTuning, Hand, HandPromotion, JobKind, Label, LabelKind, ModelVersion, Page, Project
from .dataset_versions import HELD_OUT, LEARNED, side_of
from .jobs import queue
from .learning import LearningError, confirmed_lines, start_learning
from .locking import lock_project
from .promotion import PromotionError, may_be_used
from .read_again import unreviewed_pages

#: Confirmed lines of fewer move norms and biases alone, which the project's reader has from all its hands.
LEAST_LINES = 10


@dataclass(frozen=True, slots=True)
class HandLabels:
    """`lines`: confirmed, of documents that a reader may learn from; `held_out`: pages with labels that it may only be
    measured on."""

    lines: int = 0
    held_out: int = 0


def hand_labels(project: Project) -> dict[int, HandLabels]:
    """By hand, in a fixed number of queries."""
    sides = {document.pk: side_of(document) for document in project.documents.all()}
    labelled = Label.objects.filter(page=OuterRef("pk"), withdrawn_at=None, kind=LabelKind.TEXT)
    pages = Page.objects.filter(Exists(labelled), document__project=project, written_by__isnull=False)
    lines = confirmed_lines(project).filter(page__written_by__isnull=False)
    counted: dict[str, Counter[int]] = {LEARNED: Counter(), HELD_OUT: Counter()}
    for side, rows, path in ((LEARNED, lines, "page__"), (HELD_OUT, pages, "")):
        by = (f"{path}written_by__hand", f"{path}document")
        for hand, document, number in rows.order_by().values_list(*by).annotate(number=Count("pk")):
            counted[side][hand] += number if sides[document] == side else 0
    hands = {*counted[LEARNED], *counted[HELD_OUT]}
    return {hand: HandLabels(counted[LEARNED][hand], counted[HELD_OUT][hand]) for hand in hands}


def start_hand_learning(*, hand: Hand, user: AbstractBaseUser) -> FineTuning:
    """As `start_learning`, from the labels on pages of this hand. Raises LearningError."""
    there = hand_labels(hand.project).get(hand.pk, HandLabels()).lines
    if there < LEAST_LINES:
        raise LearningError(f"{LEAST_LINES} confirmed lines are needed to learn a hand; this one has {there}.")
    return start_learning(project=hand.project, user=user, hand=hand)


def version_for(project: Project, hand: Hand | None) -> int | None:
    """The key of the version that pages of this hand are read with by our reader; None is the one that ships."""
    return project.model_version_id if hand is None else hand.model_version_id or project.model_version_id


def promote_for_hand(*, hand: Hand, version: ModelVersion | None, user: AbstractBaseUser) -> int:
    """From now on pages of the hand are read with `version`; None is the project's reader. How many pages are read
    again is returned, see `read_by_hand_again`. Raises PromotionError."""
    if version is not None and version.hand_id != hand.pk:
        raise PromotionError(f"“{version}” has not learned this hand.")
    if version is not None and not may_be_used(version):
        raise PromotionError(f"“{version}” is not better than what the project reads with, so it is not used.")
    return _read_with(HandPromotion(hand=hand, version=version, by_id=user.pk))


def roll_back_hand(*, hand: Hand, user: AbstractBaseUser) -> int:
    """Back to what stood before the last change that is not taken back. Raises PromotionError where there is none."""
    with transaction.atomic():
        lock_project(hand.project)
        last, version = standing_promotions(hand).first(), before_last(hand)
        if last is None:
            raise PromotionError(
                "This hand has always been read by the project's reader; there is nothing to take back."
            )
        return _read_with(HandPromotion(hand=hand, version=version, by_id=user.pk, takes_back=last))


def standing_promotions(hand: Hand) -> QuerySet[HandPromotion]:
    """The changes that are not taken back, latest first: the way that `roll_back_hand` walks."""
    return hand.promotions.filter(takes_back=None, taken_back_by=None).select_related("version").order_by("-pk")


def before_last(hand: Hand) -> ModelVersion | None:
    """What a roll back leads to; None is the project's reader."""
    last_two = standing_promotions(hand)[:2]
    return last_two[1].version if len(last_two) == 2 else None


def read_by_hand_again(project: Project) -> int:
    """Queue the unreviewed pages that were read by another reader than that of their hand; returns how many."""
    if project.reader != OURS:
        return 0
    other = Q(written_by__hand__model_version__isnull=False) & ~Q(model_version=F("written_by__hand__model_version"))
    without = Q(model_version__hand__isnull=False, written_by__hand__model_version=None)
    pages = list(unreviewed_pages(project).filter(other | without).order_by("pk"))
    for page in pages:
        queue(JobKind.READ_PAGE, project, page=page)
    return len(pages)


def _read_with(promotion: HandPromotion) -> int:
    hand = promotion.hand
    with transaction.atomic():
        promotion.save()
        Hand.objects.filter(pk=hand.pk).update(model_version=promotion.version)
        hand.model_version = promotion.version
        return read_by_hand_again(hand.project)
