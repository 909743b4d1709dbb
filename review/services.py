"""What reviewers do: take words, decide about them, take a decision back. Every write of review stands here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from recognition.models import LabelKind, Project, Word
from recognition.services.labels import make_label, withdraw_label
from review import policy, selectors
from review.models import Decision, DecisionKind, Reservation
from review.policy import Action, Kind, Seen, Standing, Verdict

#: How often the queue is asked again when other people were quicker.
TRIES = 5


class DecisionRefused(ValueError):
    """The message is a sentence for the reviewer."""


class NothingToUndo(ValueError):
    """The reviewer has no step left that could be taken back."""


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


def fetch(
    *,
    project: Project,
    user: AbstractBaseUser,
    count: int = policy.BATCH,
    skips_until: int = 0,
    exclude: Collection[int] = (),
) -> list[int]:
    """The next words of the reviewer's queue, reserved for them, in order. `exclude`: words they have on the desk."""
    wanted, held = list[int](), set[int]()
    for _ in range(TRIES):
        now = timezone.now()
        waiting = selectors.queue(project, user, now=now, skips_until=skips_until, exclude=exclude)
        wanted = _first(waiting, selectors.page_of(project, user), count)
        held = reserve(word_ids=wanted, user=user, now=now)
        if held or not wanted:  # otherwise each of them went to somebody else in between: look again
            break
    renew(project=project, user=user, word_ids=exclude)
    undecided = set(Word.objects.filter(pk__in=held, label=None).values_list("pk", flat=True))
    return [pk for pk in wanted if pk in undecided]


def _first(waiting: QuerySet[Word], own_page: int | None, count: int) -> list[int]:
    """The first words of a queue. It begins with the page the reviewer is on, which alone is quickly looked through."""
    near = waiting.filter(page_id=own_page, last_skip=0).values_list("pk", flat=True)[:count]
    if len(near) == count:
        return list(near)
    return list(waiting.values_list("pk", flat=True)[:count])


def reserve(*, word_ids: Collection[int], user: AbstractBaseUser, now: datetime | None = None) -> set[int]:
    """Take a lease on those words that nobody else holds; which ones it was is read back from the rows.

    Rows that are one's own or have expired are taken over by a conditional UPDATE, the others inserted where no
    row is; between two people the unique word decides.
    """
    now = now or timezone.now()
    until = now + policy.LEASE
    with transaction.atomic():
        rows = Reservation.objects.filter(word_id__in=word_ids)
        rows.filter(Q(user_id=user.pk) | Q(expires_at__lte=now)).update(user_id=user.pk, expires_at=until)
        Reservation.objects.bulk_create(
            [Reservation(word_id=pk, user_id=user.pk, expires_at=until) for pk in word_ids], ignore_conflicts=True
        )
        return set(rows.filter(user_id=user.pk, expires_at__gt=now).values_list("word_id", flat=True))


def renew(
    *, project: Project, user: AbstractBaseUser, word_ids: Collection[int], now: datetime | None = None
) -> set[int]:
    """Prolong one's leases, also those that ran out without anybody taking them. Returns what is still held."""
    now = now or timezone.now()
    mine = Reservation.objects.filter(user_id=user.pk, word_id__in=word_ids, word__page__document__project=project)
    held = set(mine.values_list("word_id", flat=True))
    Reservation.objects.filter(user_id=user.pk, word_id__in=held).update(expires_at=now + policy.LEASE)
    return set(mine.values_list("word_id", flat=True)) if held else held


def release(*, project: Project, user: AbstractBaseUser, word_ids: Collection[int], until: datetime) -> None:
    """Let go of one's leases that end by `until`: a window that closes must not take what its successor has renewed."""
    mine = Reservation.objects.filter(
        user_id=user.pk, word_id__in=word_ids, expires_at__lte=until, word__page__document__project=project
    )
    Reservation.objects.filter(pk__in=list(mine.values_list("pk", flat=True)), user_id=user.pk).delete()


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
        return Saved(_known(token, user), repeated=True)


def _decide(
    project: Project, user: AbstractBaseUser, word_id: int, action: Action, text: str, seen: Seen, token: UUID
) -> Saved:
    word = _locked(project, word_id)
    if Decision.objects.filter(token=token).exists():
        return Saved(_known(token, user), repeated=True)
    yours = {"action": action.value, "text": text}
    if word is None:
        raise Stale(Verdict.GONE, yours)
    standing = _standing(word, user)
    kind = policy.kind_of(action, text, standing.reading_text)
    verdict = policy.judge(kind, text, standing, seen)
    if verdict not in (Verdict.SAVE, Verdict.AGREES):
        raise Stale(verdict, yours, *_theirs(word, verdict))
    replaced, label = word.label, None
    if verdict is Verdict.SAVE and kind in policy.LABEL_KINDS:
        label = make_label(word=word, kind=LabelKind(policy.LABEL_KINDS[kind]), text=text, author=user)
    Reservation.objects.filter(word_id=word.pk, user_id=user.pk).delete()
    decision = Decision.objects.create(
        page_id=word.page_id,
        word=word,
        label=label,
        replaced=replaced if label else None,
        user_id=user.pk,
        kind=DecisionKind(kind.value),
        text=text if policy.LABEL_KINDS.get(kind) == LabelKind.TEXT else "",
        reading_text=standing.reading_text,
        confidence=word.reading.confidence if word.reading else None,
        token=token,
    )
    return Saved(decision)


def _locked(project: Project, word_id: int) -> Word | None:
    """The word, held against others until the transaction ends; None where a new reading has removed it."""
    words = Word.objects.select_for_update(of=("self",)).filter(pk=word_id, page__document__project=project)
    return words.select_related("label__author", "reading").first()


def _known(token: UUID, user: AbstractBaseUser) -> Decision:
    decision = Decision.objects.select_related("word", "undoes").filter(token=token, user_id=user.pk).first()
    if decision is None:
        raise DecisionRefused("This decision carries the token of somebody else's. Reload the page.")
    return decision


def _standing(word: Word, user: AbstractBaseUser) -> Standing:
    held = Reservation.objects.filter(word_id=word.pk, expires_at__gt=timezone.now()).exclude(user_id=user.pk)
    return Standing(
        label_id=word.label_id,
        label_kind=word.label.kind if word.label else "",
        label_text=word.label.text if word.label else "",
        reading_id=word.reading_id,
        reading_text=word.reading.text if word.reading else "",
        held_by_other=held.exists(),
    )


def _theirs(word: Word, verdict: Verdict) -> tuple[dict[str, object], str]:
    """The text that stands against the reviewer's, and the name of who stands behind it."""
    seen = {"label": word.label_id, "reading": word.reading_id}
    if word.label is not None:
        return {"kind": word.label.kind, "text": word.label.text, **seen}, _name(word.label.author)
    theirs = {"kind": "machine", "text": word.reading.text if word.reading else "", **seen}
    if verdict is Verdict.HELD:
        return theirs, _name(Reservation.objects.select_related("user").get(word_id=word.pk).user)
    return theirs, ""


def _name(user: AbstractBaseUser) -> str:
    return getattr(user, "get_full_name", str)() or user.get_username()


def undo(*, project: Project, user: AbstractBaseUser, token: UUID, undoes: UUID | None = None) -> Saved:
    """Take back one's last step, or the step that had the token `undoes`, and put back the label from before.

    The word returns to the reviewer, unless somebody else holds it. Raises NothingToUndo, or Stale where another
    has decided about the word since.
    """
    try:
        with transaction.atomic():
            return _undo(project, user, token, undoes)
    except IntegrityError:  # two at once took the same step back
        if Decision.objects.filter(token=token).exists():
            return Saved(_known(token, user), repeated=True)
        raise NothingToUndo("This step is undone already.") from None


def _undo(project: Project, user: AbstractBaseUser, token: UUID, undoes: UUID | None) -> Saved:
    if Decision.objects.filter(token=token).exists():
        return Saved(_known(token, user), repeated=True)
    steps = selectors.decided_by_me(project, user)
    step = (steps.filter(token=undoes) if undoes else steps).first()
    if step is None:
        raise NothingToUndo("There is nothing to undo.")
    word = _word_of(project, step)
    if word is not None and policy.undo_is_stale(made_label=step.label_id, label_now=word.label_id):
        raise Stale(Verdict.LABELLED, {"action": step.kind, "text": step.text}, *_theirs(word, Verdict.LABELLED))
    if step.label is not None and step.label.withdrawn_at is None:
        withdraw_label(label=step.label, restore=step.replaced)
    undone = Decision.objects.create(
        page_id=step.page_id,
        word=word,
        user_id=user.pk,
        kind=DecisionKind(Kind.UNDONE.value),
        reading_text=step.reading_text,
        confidence=step.confidence,
        undoes=step,
        token=token,
    )
    if word is not None:
        reserve(word_ids=[word.pk], user=user)
    return Saved(undone)


def _word_of(project: Project, step: Decision) -> Word | None:
    """The step's word; where its page was read again, the word to which the step's label has moved."""
    if step.word_id is None and step.label_id is None:
        return None
    place = {"pk": step.word_id} if step.word_id is not None else {"label_id": step.label_id}
    moved = Word.objects.filter(page__document__project=project, **place).values_list("pk", flat=True).first()
    return _locked(project, moved) if moved is not None else None
