"""One text for many words that look alike: groups taken from the queue, decided in one step, undone in one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from recognition.models import Project, Word
from recognition.services.locking import lock_words
from review import policy, selectors_groups
from review.models import Decision
from review.policy import Action, Seen, Verdict
from review.selectors_groups import Group

from .decisions import DecisionRefused, Stale, known, record, standing_of, theirs
from .leases import reserve


@dataclass(frozen=True, slots=True)
class SavedGroup:
    """`decisions`: how many words now have the text. `stale`: by word, what stands against it; nothing was written
    there. `repeated`: the token was known already."""

    decisions: int
    stale: Mapping[int, Stale]
    repeated: bool = False


def next_groups(
    *, project: Project, user: AbstractBaseUser, exclude: Collection[int] = (), most: int = policy.GROUPS_AHEAD
) -> list[Group]:
    """Groups of the project's queue, reserved for the reviewer. `exclude`: words they have seen in groups already."""
    return _reserved(selectors_groups.groups(project, user, now=timezone.now(), most=most, exclude=exclude), user)


def alike(*, project: Project, user: AbstractBaseUser, token: UUID) -> Group | None:
    """The words that look like the one that was corrected under this token, reserved; None where there are none."""
    correction = _own_correction(project, user, token)
    if correction is None:
        return None
    words = selectors_groups.look_alikes(project, user, correction, now=timezone.now())
    return next(iter(_reserved([Group(correction.text, tuple(words))], user)), None)


def count_alike(*, project: Project, user: AbstractBaseUser, token: UUID) -> int:
    """How many words could have the same correction."""
    correction = _own_correction(project, user, token)
    return len(selectors_groups.look_alikes(project, user, correction, now=timezone.now())) if correction else 0


def decide_group(
    *, project: Project, user: AbstractBaseUser, text: str, seen: Mapping[int, Seen], token: UUID
) -> SavedGroup:  # fmt: skip
    """Keep one text for each of these words, once for each token, as one step that is undone in one.

    Words that have changed since the reviewer saw them are left as they are and told; the others are saved.
    Raises DecisionRefused where the text cannot be taken.
    """
    if sentence := policy.refusal(Action.TEXT, text):
        raise DecisionRefused(sentence)
    try:
        with transaction.atomic():
            return _decide_group(project, user, policy.clean(text), seen, token)
    except IntegrityError:  # the same token came twice at the same time, and the other one has won
        with transaction.atomic():
            return _decide_group(project, user, policy.clean(text), seen, token)


def token_in_group(token: UUID, word_id: int) -> UUID:
    """What stands for one word of the group, whether it is saved with the others or settled by itself."""
    return uuid5(token, str(word_id))


def _decide_group(
    project: Project, user: AbstractBaseUser, text: str, seen: Mapping[int, Seen], token: UUID
) -> SavedGroup:  # fmt: skip
    words = {word.pk: word for word in _locked(project, seen)}
    first = known(token, user) if Decision.objects.filter(token=token).exists() else None
    done = set(Decision.objects.filter(step=token).values_list("word_id", flat=True)) if first else set()
    is_undone = first is not None and hasattr(first, "undone_by")
    yours = {"action": Action.TEXT.value, "text": text}
    stale: dict[int, Stale] = {}
    for pk in [pk for pk in seen if pk not in done and not is_undone]:
        if pk not in words:
            stale[pk] = Stale(Verdict.GONE, yours)
            continue
        verdict = _decide(words[pk], user, text, seen[pk], token, is_first=not done)
        if verdict in (Verdict.SAVE, Verdict.AGREES):
            done.add(pk)
        else:
            stale[pk] = Stale(verdict, yours, *theirs(words[pk], verdict))
    return SavedGroup(len(done), stale, repeated=first is not None)


def _decide(word: Word, user: AbstractBaseUser, text: str, seen: Seen, token: UUID, *, is_first: bool) -> Verdict:
    standing = standing_of(word, user)
    kind = policy.kind_of(Action.TEXT, text, standing.reading_text)
    verdict = policy.judge(kind, text, standing, seen)
    if verdict in (Verdict.SAVE, Verdict.AGREES):
        own = token if is_first else token_in_group(token, word.pk)
        record(word, user, kind, text, own, agrees=verdict is Verdict.AGREES, step=token)
    return verdict


def _locked(project: Project, word_ids: Collection[int]) -> list[Word]:
    """The words, held against others until the transaction ends."""
    there = lock_words(pk__in=word_ids, page__document__project=project)
    return list(Word.objects.filter(pk__in=there).select_related("label__author", "reading"))


def _own_correction(project: Project, user: AbstractBaseUser, token: UUID) -> Decision | None:
    return Decision.objects.filter(
        token=token, user_id=user.pk, page__document__project=project, undone_by=None, word__isnull=False
    ).first()


def _reserved(found: Sequence[Group], user: AbstractBaseUser) -> list[Group]:
    """The groups without what went to somebody else in between."""
    held = reserve(word_ids=[pk for group in found for pk in group.words], user=user)
    kept = (replace(group, words=tuple(pk for pk in group.words if pk in held)) for group in found)
    return [group for group in kept if group.words]
