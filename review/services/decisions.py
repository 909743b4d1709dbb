"""What a reviewer says about a word, kept once for each token."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from recognition.models import Label, LabelKind, Note, Project, Word
from recognition.services.labels import make_label
from recognition.services.locking import lock_words
from recognition.services.notes import leave_note
from review import policy
from review.models import Decision, DecisionKind, Reservation
from review.policy import Action, Kind, Seen, Standing, Verdict
from review.policy_second import Look
from review.selectors_looks import contested, look_at, questions

from .facts import lot_of, names_something, was_drawn

CONTESTED = "Two people read this word differently, and a third person settles it. Leave it as it is for now."


class DecisionRefused(ValueError):
    """The message is a sentence for the reviewer."""


@dataclass
class Stale(Exception):
    """The word is not any more what the reviewer saw. Carries both texts; nothing has been written."""

    verdict: Verdict
    yours: dict[str, str]
    theirs: dict[str, object] = field(default_factory=dict)
    by: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """`repeated`: the token was known already, and nothing was done."""

    decision: Decision
    repeated: bool = False


def decide(
    *,
    project: Project,
    user: AbstractBaseUser,
    word_id: int,
    action: Action,
    text: str,
    seen: Seen,
    token: UUID,
) -> Saved:
    """Keep what the reviewer says about a word, once for each token.

    Raises Stale where the word has changed since they saw it, DecisionRefused where it cannot be taken.
    """
    if sentence := policy.refusal(action, text):
        raise DecisionRefused(sentence)
    try:
        with transaction.atomic():
            return _decide(project, user, word_id, action, policy.clean(text), seen, token)
    except IntegrityError:  # the same token came twice at the same time, and the other one has won
        return Saved(known(token, user), repeated=True)


def _decide(
    project: Project, user: AbstractBaseUser, word_id: int, action: Action, text: str, seen: Seen, token: UUID
) -> Saved:
    word = locked(project, word_id)
    if Decision.objects.filter(token=token).exists():
        return Saved(known(token, user), repeated=True)
    yours = {"action": action.value, "text": text}
    if word is None:
        raise Stale(Verdict.GONE, yours)
    if action is Action.ESCALATE:
        return Saved(escalate(word, user, text, token))
    standing = standing_of(word, user)
    kind = policy.kind_of(action, text, standing.reading_text)
    look = _look(project, user, word, seen)
    verdict = policy.judge(kind, text, standing, seen) if look is Look.FIRST else _judge_again(kind, standing, seen)
    if verdict not in (Verdict.SAVE, Verdict.AGREES):
        raise Stale(verdict, yours, *theirs(word, verdict))
    if look is Look.FIRST and verdict is Verdict.SAVE and kind in policy.LABEL_KINDS and contested(project, [word]):
        raise DecisionRefused(CONTESTED)
    note = questions(project).filter(word=word).first() if look is Look.EXPERT else None
    return Saved(record(word, user, kind, text, token, agrees=verdict is Verdict.AGREES, look=look, note=note))


def _look(project: Project, user: AbstractBaseUser, word: Word, seen: Seen) -> Look:
    """In which part they decide. Of what they did not know that it is looked at again, it is a first look."""
    if seen.about != word.label_id:
        return Look.FIRST
    if word.label_id is None and not questions(project).filter(word=word).exists():
        return Look.FIRST  # as most words are; the whole condition takes most of a decision's time
    now = look_at(project, user, Word.objects.filter(pk=word.pk)).get(word.pk, Look.FIRST)
    # Two differ only now: who has not seen their texts settles nothing, but is one voice more.
    return Look.SECOND if now is Look.FINAL and seen.look == Look.SECOND else now


def _judge_again(kind: Kind, standing: Standing, seen: Seen) -> Verdict:
    """The label behind the word is the one that is looked at again, so only another who is at it counts."""
    held = standing.held_by_other and not seen.insists and kind is not Kind.SKIPPED
    return Verdict.HELD if held else Verdict.SAVE


def record(
    word: Word,
    user: AbstractBaseUser,
    kind: Kind,
    text: str,
    token: UUID,
    *,
    agrees: bool = False,
    step: UUID | None = None,
    look: Look = Look.FIRST,
    note: Note | None = None,
) -> Decision:
    """Write a decision and the label it makes. `agrees`: another's label says the same already, and stays, as it does
    behind a second look; for then two have said it without knowing of each other."""
    replaced, label = word.label, None
    says = kind in policy.LABEL_KINDS
    agrees = says and replaced is not None and (agrees or _confirms(kind, text, replaced, look))
    if agrees and look is Look.FIRST and replaced.author_id != user.pk:
        look = Look.SECOND
    if says and not agrees and look is not Look.SECOND:
        label = make_label(word=word, kind=LabelKind(policy.LABEL_KINDS[kind]), text=text, author=user)
    Reservation.objects.filter(word_id=word.pk, user_id=user.pk).delete()
    return Decision.objects.create(
        page_id=word.page_id,
        word=word,
        label=label,
        replaced=replaced if label else None,
        user_id=user.pk,
        kind=DecisionKind(kind.value),
        text=text if policy.LABEL_KINDS.get(kind) == LabelKind.TEXT else "",
        reading_text=word.reading.text if word.reading else "",
        confidence=word.reading.confidence if word.reading else None,
        token=token,
        step=step,
        look=look if says else Look.FIRST,
        about=replaced if says and look is not Look.FIRST else None,
        note=note if says or kind is Kind.ESCALATED else None,
        lot=lot_of(replaced),
        is_name=label is not None and names_something(word, text),
        is_check=says and look is Look.FIRST and step is None and replaced is None and was_drawn(word),
    )


def _confirms(kind: Kind, text: str, label: Label, look: Look) -> bool:
    """Who settles or answers may find that the label is right."""
    return look is not Look.FIRST and policy.agrees(kind, text, label.kind, label.text)


def escalate(word: Word, user: AbstractBaseUser, text: str, token: UUID) -> Decision:
    """Ask the experts about a word: it leaves everybody else's work until one of them has decided, or says it is done.
    No label is made."""
    read = word.reading.text if word.reading else ""  # not the label: who looks again has not seen it
    note = leave_note(about=word, text=text, author=user, token=token, quote=read, for_experts=True)
    return record(word, user, Kind.ESCALATED, "", token, note=note)


def locked(project: Project, word_id: int) -> Word | None:
    """The word, held against others until the transaction ends; None where a new reading has removed it."""
    words = Word.objects.filter(pk__in=lock_words(pk=word_id, page__document__project=project))
    return words.select_related("label__author", "reading", "line", "page__document__project").first()


def known(token: UUID, user: AbstractBaseUser) -> Decision:
    """The decision that came with the token before."""
    decision = Decision.objects.select_related("word", "undoes").filter(token=token, user_id=user.pk).first()
    if decision is None:
        raise DecisionRefused("This decision carries the token of somebody else's. Reload the page.")
    return decision


def label_after(user: AbstractBaseUser, word_id: int, label_id: int | None, after: UUID | None) -> int | None:
    """The label a reviewer saw on a word: the one that came with the page, or the one that their own decision, or step
    of many, has made since."""
    if after is None:
        return label_id
    own = Decision.objects.filter(Q(token=after) | Q(step=after), word_id=word_id, user_id=user.pk).exclude(label=None)
    return own.values_list("label_id", flat=True).first() or label_id


def standing_of(word: Word, user: AbstractBaseUser) -> Standing:
    held = Reservation.objects.filter(word_id=word.pk, expires_at__gt=timezone.now()).exclude(user_id=user.pk)
    return Standing(
        label_id=word.label_id,
        label_kind=word.label.kind if word.label else "",
        label_text=word.label.text if word.label else "",
        reading_id=word.reading_id,
        reading_text=word.reading.text if word.reading else "",
        held_by_other=held.exists(),
    )


def theirs(word: Word, verdict: Verdict) -> tuple[dict[str, object], str]:
    """The text that stands against the reviewer's, and the name of who stands behind it; where somebody is at the word,
    only who: its label may be one that the reviewer must not see."""
    seen = {"label": word.label_id, "reading": word.reading_id}
    if word.label is not None and verdict is not Verdict.HELD:
        return {"kind": word.label.kind, "text": word.label.text, **seen}, name_of(word.label.author)
    machine = {"kind": "machine", "text": word.reading.text if word.reading else "", **seen}
    if verdict is Verdict.HELD:
        return machine, name_of(Reservation.objects.select_related("user").get(word_id=word.pk).user)
    return machine, ""


def name_of(user: AbstractBaseUser) -> str:
    return getattr(user, "get_full_name", str)() or user.get_username()
