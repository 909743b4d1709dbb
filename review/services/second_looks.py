"""What managers decide about second looks: the rules, whom they trust, and what they accept without one."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from recognition.models import Membership, Project, Role
from review.models import Acceptance, SecondLookRules, Trust
from review.policy_second import SecondRules
from review.selectors_looks import looks_of, words_read


def set_rules(*, project: Project, rules: SecondRules) -> None:
    """They hold at once, also for what is decided already."""
    row, _ = SecondLookRules.objects.update_or_create(project=project, defaults=asdict(rules))
    project.second_look_rules = row


def trust(*, project: Project, person: AbstractBaseUser) -> Trust:
    """What they decide from now on needs no second look, but for the random share."""
    return Trust.objects.get_or_create(project=project, user_id=person.pk)[0]


def trust_no_more(*, project: Project, person: AbstractBaseUser) -> None:
    Trust.objects.filter(project=project, user_id=person.pk).delete()


def make_expert(*, project: Project, person: AbstractBaseUser, is_expert: bool) -> None:
    """Turn a reviewer into an expert, or back; managers stay what they are."""
    role = Role.EXPERT if is_expert else Role.REVIEWER
    members = Membership.objects.filter(project=project, user_id=person.pk).exclude(role=Role.MANAGER)
    members.update(role=role)


class AcceptanceRefused(ValueError):
    """The message is a sentence for the manager."""


@transaction.atomic
def accept_all(*, project: Project, person: AbstractBaseUser, by: AbstractBaseUser) -> Acceptance:
    """Accept all labels of a trusted person that wait for a second look. Raises AcceptanceRefused."""
    if person.pk == by.pk:
        raise AcceptanceRefused(gettext("Nobody confirms their own text. Ask another manager."))
    if not Trust.objects.filter(project=project, user_id=person.pk).exists():
        raise AcceptanceRefused(gettext("Only the work of a person whom you trust can be accepted at once."))
    waiting = words_read(project).filter(looks_of(project).second, label__author_id=person.pk)
    labels = list(waiting.values_list("label_id", flat=True))
    if not labels:
        raise AcceptanceRefused(gettext("No word of this person waits for a second look any more."))
    acceptance = Acceptance.objects.create(project=project, person_id=person.pk, by_id=by.pk)
    acceptance.labels.set(labels)
    return acceptance


def undo_acceptance(*, acceptance: Acceptance, by: AbstractBaseUser) -> None:
    """What nobody has looked at since waits for a second look again."""
    Acceptance.objects.filter(pk=acceptance.pk, undone_at=None).update(undone_at=timezone.now(), undone_by_id=by.pk)
