"""What managers see of second looks: what the rules cost, how often two agree, and whose work waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import AbstractBaseUser, User
from django.db.models import Count, QuerySet

from recognition.models import Membership, Project, Role
from review.models import Acceptance, Decision, Trust
from review.policy_second import Look, SecondRules
from review.selectors_looks import AGREES, looks_for, looks_of, opinions, questions, wanted_labels, words_read


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of the second looks at labels that still stand: how many there were, and how many said the same."""

    looks: int
    same: int

    @property
    def percent(self) -> int:
        return round(100 * self.same / self.looks) if self.looks else 0


@dataclass(frozen=True, slots=True)
class Costs:
    """How many of the labels so far each rule asks about; `drawn` is per cent times labels."""

    labels: int
    illegible: int
    names: int
    disputed: int


@dataclass(frozen=True, slots=True)
class Person:
    """`waiting`: their labels that wait for a second look."""

    user: User
    role: str
    is_trusted: bool
    waiting: int

    @property
    def is_manager(self) -> bool:
        return self.role == Role.MANAGER

    @property
    def is_expert(self) -> bool:
        return self.role == Role.EXPERT


@dataclass(frozen=True, slots=True)
class SecondLooks:
    """`yours`: of the words that wait, those that the one who looks can do themselves."""

    waiting: int
    differing: int
    asked: int
    yours: int
    agreement: Agreement
    people: Sequence[Person]
    acceptances: Sequence[Acceptance]


def second_looks(project: Project, user: AbstractBaseUser) -> SecondLooks:
    looks = looks_of(project)
    words = words_read(project)
    accepted = Acceptance.objects.filter(project=project).select_related("person", "by")
    return SecondLooks(
        waiting=words.filter(looks.second).count(),
        differing=words.filter(looks.final).count(),
        asked=questions(project).count(),
        yours=words_again(project, user),
        agreement=agreement(opinions(project)),
        people=_people(project),
        acceptances=list(accepted.annotate(words=Count("labels"))[:20]),
    )


def words_again(project: Project, user: AbstractBaseUser) -> int:
    """How many words wait for this very person to look again, to settle, or to answer."""
    mine = looks_for(project, user)
    return words_read(project).filter(mine.second | mine.final | mine.expert).count()


def agreement(looks: QuerySet[Decision]) -> Agreement:
    counted = looks.filter(about__withdrawn_at=None).aggregate(looks=Count("pk"), same=Count("pk", filter=AGREES))
    return Agreement(**counted)


def own_agreement(user: AbstractBaseUser) -> Agreement:
    """How often others who looked again at this person's words said the same."""
    return agreement(Decision.objects.filter(about__author_id=user.pk, look=Look.SECOND, undone_by=None))


def rule_costs(project: Project) -> Costs:
    labels = words_read(project).filter(label__isnull=False)
    alone = SecondRules()

    def count(rules: SecondRules) -> int:
        return labels.filter(wanted_labels(project, rules)).count()

    return Costs(
        labels=labels.count(),
        illegible=count(replace(alone, illegible=True)),
        names=count(replace(alone, names=True)),
        disputed=count(replace(alone, disputed=True)),
    )


def _people(project: Project) -> list[Person]:
    members = Membership.objects.filter(project=project).select_related("user").order_by("user__username")
    trusted = set(Trust.objects.filter(project=project).values_list("user_id", flat=True))
    rows = words_read(project).filter(looks_of(project).second).values_list("label__author")
    waiting = dict(rows.annotate(number=Count("pk")).order_by())
    return [Person(m.user, m.role, m.user_id in trusted, waiting.get(m.user_id, 0)) for m in members]
