"""What people say about hands. Whatever a person has said, the machine keeps; see hand_grouping.py."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max

from ..models import DatasetVersion, FineTuning, Hand, HandPromotion, ModelVersion, Page, PageHand, Project
from .hand_readers import read_by_hand_again
from .locking import lock_project


class HandError(ValueError):
    """The message is a sentence for the person who asked."""


def new_hand(project: Project) -> Hand:
    last = Hand.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
    return Hand.objects.create(project=project, number=last + 1)


@transaction.atomic
def name_hand(*, hand: Hand, name: str, user: AbstractBaseUser) -> None:
    """A named hand is one that a person has looked at: its pages are chosen from then on."""
    hand.name = name.strip()[:100]
    hand.save(update_fields=["name"])
    PageHand.objects.filter(hand=hand, is_chosen=False).update(is_chosen=True, by=user)


@transaction.atomic
def merge_hands(*, kept: Hand, gone: Hand, user: AbstractBaseUser) -> None:
    """All pages of both are of one hand, which keeps what either was taught. Raises HandError."""
    lock_project(kept.project)
    if kept.pk == gone.pk or kept.project_id != gone.project_id:
        raise HandError("Choose another hand of this project.")
    PageHand.objects.filter(hand__in=[kept, gone]).update(hand=kept, is_chosen=True, by=user)
    if not kept.name and gone.name:
        kept.name = gone.name
        kept.save(update_fields=["name"])
    for taught in (DatasetVersion, FineTuning, ModelVersion):
        taught.objects.filter(hand=gone).update(hand=kept)
    if kept.model_version is None and gone.model_version is not None:
        kept.model_version = gone.model_version
        kept.save(update_fields=["model_version"])
        HandPromotion.objects.create(hand=kept, version=kept.model_version, by=user)
    gone.delete()
    read_by_hand_again(kept.project)


@transaction.atomic
def split_off(*, project: Project, pages: Sequence[int], user: AbstractBaseUser) -> Hand:
    """These pages are of a hand of their own, and what stays behind is of another. Raises HandError."""
    lock_project(project)
    chosen = Page.objects.filter(pk__in=pages, document__project=project, written_by__isnull=False)
    left = set(PageHand.objects.filter(page__in=chosen).values_list("hand", flat=True))
    if not left:
        raise HandError("Choose the pages first that another hand wrote.")
    if not PageHand.objects.filter(hand__in=left).exclude(page__in=chosen).exists():
        raise HandError("These are all pages of the hand. Choose some of them.")
    hand = new_hand(project)
    PageHand.objects.filter(hand__in=left).update(is_chosen=True, by=user)
    PageHand.objects.filter(page__in=list(chosen)).update(hand=hand)
    read_by_hand_again(project)
    return hand
