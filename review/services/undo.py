"""Taking a step back: one decision, or all that one key has made."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from recognition.models import Project, Word
from recognition.services.labels import withdraw_label
from recognition.services.locking import lock_words
from recognition.services.notes import withdraw_note
from review import policy, selectors
from review.models import Decision, DecisionKind
from review.policy import Kind, Verdict

from .decisions import Saved, Stale, known, locked, theirs
from .leases import reserve


class NothingToUndo(ValueError):
    """The reviewer has no step left that could be taken back."""


def undo(*, project: Project, user: AbstractBaseUser, token: UUID, undoes: UUID | None = None) -> Saved:
    """Take back one's last step, or the step that had the token `undoes`, and put back the labels from before.

    Its words return to the reviewer, unless somebody else holds them. Raises NothingToUndo, or Stale where another
    has decided about one of them since.
    """
    try:
        with transaction.atomic():
            return _undo(project, user, token, undoes)
    except IntegrityError:  # two at once took the same step back
        if Decision.objects.filter(token=token).exists():
            return Saved(known(token, user), repeated=True)
        raise NothingToUndo("This step is undone already.") from None


def undone_words(project: Project, undone: Decision) -> list[int]:
    """The words that an undo has opened again. Of a step of many, those alone that are asked about."""
    if undone.step is None:
        return [undone.word_id] if undone.word_id else []
    opened = Decision.objects.filter(step=undone.step).values("word_id")
    asked = selectors.flagged_words(project).filter(label=None, pk__in=opened)
    return list(asked.order_by("line__position", "position").values_list("pk", flat=True))


def _undo(project: Project, user: AbstractBaseUser, token: UUID, undoes: UUID | None) -> Saved:
    get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)  # one step back after the other
    if Decision.objects.filter(token=token).exists():
        return Saved(known(token, user), repeated=True)
    steps = selectors.decided_by_me(project, user)
    last = (steps.filter(token=undoes) if undoes else steps).first()
    if last is None:
        raise NothingToUndo("There is nothing to undo.")
    members = list(steps.filter(step=last.step).order_by("pk")) if last.step else [last]
    lock_words(pk__in=[step.word_id for step in members])
    words = [_word_of(project, step) for step in members]
    for step, word in zip(members, words, strict=True):
        if word is not None and policy.undo_is_stale(made_label=step.label_id, label_now=word.label_id):
            raise Stale(Verdict.LABELLED, {"action": step.kind, "text": step.text}, *theirs(word, Verdict.LABELLED))
    undone = [_take_back(*pair, user, token, n) for n, pair in enumerate(zip(members, words, strict=True))]
    _let_go([word for word in words if word is not None], user)
    return Saved(undone[0])


def _take_back(step: Decision, word: Word | None, user: AbstractBaseUser, token: UUID, number: int) -> Decision:
    if step.label is not None and step.label.withdrawn_at is None:
        withdraw_label(label=step.label, restore=step.replaced)
    if step.kind == DecisionKind.ESCALATED and step.note is not None:
        withdraw_note(note=step.note)
    return Decision.objects.create(
        page_id=step.page_id,
        word=word,
        user_id=user.pk,
        kind=DecisionKind(Kind.UNDONE.value),
        reading_text=step.reading_text,
        confidence=step.confidence,
        undoes=step,
        token=uuid5(token, str(number)) if number else token,
        step=token if step.step else None,
    )


def _let_go(words: Sequence[Word], user: AbstractBaseUser) -> None:
    """What only a person had seen as words goes with its label; the rest returns to the reviewer."""
    ids = [word.pk for word in words]
    Word.objects.filter(pk__in=ids, label=None, reading=None).delete()
    reserve(word_ids=list(Word.objects.filter(pk__in=ids).values_list("pk", flat=True)), user=user)


def _word_of(project: Project, step: Decision) -> Word | None:
    """The step's word; where its page was read again, the word to which the step's label has moved."""
    if step.word_id is None and step.label_id is None:
        return None
    place = {"pk": step.word_id} if step.word_id is not None else {"label_id": step.label_id}
    moved = Word.objects.filter(page__document__project=project, **place).values_list("pk", flat=True).first()
    return locked(project, moved) if moved is not None else None
