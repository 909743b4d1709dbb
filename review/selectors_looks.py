"""Whose work a word is, in SQL: first looks, second looks that are blind, what differs, and questions to experts.

Conditions on words that every query of the desk shares; `policy_second.look_for` says the same of plain values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from recognition.models import LabelKind, Note, PageState, Project, Word
from recognition.selectors import flagged
from recognition.services.access import expert_projects
from review.models import Acceptance, Decision, DecisionKind, SecondLookRules, Trust
from review.policy_second import LOTS, SETTLING, Look, SecondRules

#: No word at all.
NO_WORD = Q(pk__in=())
#: A second look that says what its label says.
_TEXTS = [DecisionKind.ACCEPTED, DecisionKind.CHANGED]
AGREES = Q(kind__in=_TEXTS, about__kind=LabelKind.TEXT, text=F("about__text")) | Q(kind=F("about__kind"))


@dataclass(frozen=True, slots=True)
class Looks:
    """For each part that somebody can have in a word, the condition under which it is theirs."""

    first: Q
    second: Q
    final: Q
    expert: Q

    def parts(self) -> dict[Look, Q]:
        """Those in which there may be words; what comes first counts."""
        all_ = {Look.EXPERT: self.expert, Look.FINAL: self.final, Look.SECOND: self.second, Look.FIRST: self.first}
        return {look: condition for look, condition in all_.items() if condition is not NO_WORD}

    def any(self) -> Q:
        return reduce(or_, self.parts().values())

    def named(self) -> Case:
        """The part as a value; none where the word is not theirs."""
        whens = [When(condition, then=Value(look.value)) for look, condition in self.parts().items()]
        return Case(*whens, default=None)


def rules_of(project: Project) -> SecondRules:
    row: SecondLookRules | None = getattr(project, "second_look_rules", None)
    return SecondRules(row.illegible, row.names, row.disputed, row.share) if row else SecondRules()


def looks_for(project: Project, user: AbstractBaseUser) -> Looks:
    """What is this person's work."""
    looks = looks_of(project)
    if looks.expert is not NO_WORD:
        asked = questions(project).exclude(author_id=user.pk).filter(page__document__project__in=expert_projects(user))
        looks = replace(looks, expert=Q(pk__in=asked.values("word")))
    if looks.second is NO_WORD and looks.final is NO_WORD:
        return looks
    own = opinions(project).filter(user_id=user.pk)
    others = Q(label__isnull=False) & ~Q(label__author_id=user.pk) & ~Q(label__in=own.values("about"))
    return replace(looks, second=looks.second & others, final=looks.final & others)


def looks_of(project: Project) -> Looks:
    """What is anybody's work in the project.

    Most projects have neither questions nor second looks. To say the conditions for these takes longer than all the
    rest of a query, so it is first asked whether there can be any.
    """
    first, asked = Q(label=None) & flagged(project), NO_WORD
    has_questions, has_opinions = _are_there(project, questions(project), opinions(project))
    if has_questions:
        asked = Q(pk__in=questions(project).values("word"))
        first &= ~asked
    rules = rules_of(project)
    if rules == SecondRules() and not has_opinions:
        return Looks(first, NO_WORD, NO_WORD, asked)
    told = Q(label__in=opinions(project).values("about"))
    unsettled = Q(label__isnull=False) & ~asked & ~_settled(project)
    return Looks(first, wanted_labels(project, rules) & unsettled & ~told, told & unsettled, asked)


def _are_there(project: Project, *sought: QuerySet[Any]) -> Sequence[bool]:
    """Whether each of the queries finds anything, asked in one."""
    return Project.objects.filter(pk=project.pk).values_list(*map(Exists, sought)).get()


def words_read(project: Project) -> QuerySet[Word]:
    """Of pages that are not being read at the moment."""
    return Word.objects.filter(page__document__project=project, page__state=PageState.READ)


def opinions(project: Project) -> QuerySet[Decision]:
    """The second looks that count."""
    return Decision.objects.filter(
        page__document__project=project, look=Look.SECOND, about__isnull=False, undone_by=None
    )


def questions(project: Project) -> QuerySet[Note]:
    """To the experts, about words, not answered yet."""
    answered = Decision.objects.filter(note=OuterRef("pk"), look=Look.EXPERT, undone_by=None)
    open_notes = Note.objects.filter(page__document__project=project, withdrawn_at=None, done_at=None)
    return open_notes.filter(Q(for_experts=True, word__isnull=False) & ~Exists(answered))


def _settled(project: Project) -> Q:
    finals = Decision.objects.filter(page__document__project=project, look__in=SETTLING, undone_by=None)
    accepted = Acceptance.labels.through.objects.filter(acceptance__project=project, acceptance__undone_at=None)
    return (
        Q(label__in=opinions(project).filter(AGREES).values("about"))
        | Q(label__in=finals.filter(about__isnull=False).values("about"))
        | Q(label__in=finals.filter(label__isnull=False).values("label"))
        | Q(label__in=accepted.values("label_id"))
    )


def wanted_labels(project: Project, rules: SecondRules) -> Q:
    """The words whose label a rule wants looked at again, whether that was done or not."""
    trusted = Trust.objects.filter(
        project=project, user=OuterRef("label__author"), since__lte=OuterRef("label__created_at")
    )
    suspect = Q(pk=None)
    if rules.illegible:
        suspect |= Q(label__kind=LabelKind.ILLEGIBLE)
    if rules.names:
        suspect |= Q(label__in=_made(project).filter(is_name=True).values("label"))
    if rules.disputed:
        suspect |= _disputed(project)
    drawn = Q(label__in=_made(project).filter(lot__lt=rules.share * LOTS // 100).values("label"))
    return (suspect & ~Exists(trusted)) | (drawn if rules.share else Q(pk=None))


def _made(project: Project) -> QuerySet[Decision]:
    return Decision.objects.filter(page__document__project=project, label__isnull=False)


def _disputed(project: Project) -> Q:
    people = _made(project).filter(replaced__isnull=False).exclude(replaced__author=F("label__author"))
    differing = people.exclude(replaced__text=F("label__text"), replaced__kind=F("label__kind"))
    has_texts = Q(label__kind=LabelKind.TEXT, reading__isnull=False) & ~Q(reading__text="")
    read_otherwise = ~Q(label__reading_text="") & ~Q(label__reading_text=F("reading__text"))
    sure = Q(reading__confidence__gte=project.threshold) & ~Q(label__text=F("reading__text"))
    return Q(label__in=differing.values("label")) | (has_texts & (read_otherwise | sure))


def look_at(project: Project, user: AbstractBaseUser, words: QuerySet[Word]) -> dict[int, Look]:
    """In which part each of the words is the person's; what is not theirs is left out."""
    rows = words.filter(page__state=PageState.READ).annotate(look=looks_for(project, user).named())
    return {pk: Look(look) for pk, look in rows.order_by().values_list("pk", "look") if look}


def contested(project: Project, words: Iterable[Word]) -> bool:
    """Whether two differ about one of the words, and nobody has settled it."""
    ids = [word.pk for word in words if word.label_id is not None]
    return bool(ids) and Word.objects.filter(looks_of(project).final, pk__in=ids).exists()
