"""Words on a reviewer's desk: taken from the queue, held, let go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from recognition.models import Project, Word
from recognition.services.locking import lock_words
from review import policy, selectors
from review.models import Reservation

#: How often the queue is asked again when other people were quicker.
TRIES = 5


def fetch(
    *,
    project: Project,
    user: AbstractBaseUser,
    count: int = policy.BATCH,
    skips_until: int = 0,
    exclude: Collection[int] = (),
) -> list[int]:
    """The next words of the reviewer's queue, reserved for them, in order, without what somebody has labelled in the
    moment before. `exclude`: words they have on the desk."""
    wanted, held = dict[int, int | None](), set[int]()
    for _ in range(TRIES):
        now = timezone.now()
        waiting = selectors.queue(project, user, now=now, skips_until=skips_until, exclude=exclude)
        wanted = _first(waiting, selectors.page_of(project, user), count)
        held = reserve(word_ids=wanted, user=user, now=now)
        if held or not wanted:  # otherwise each of them went to somebody else in between: look again
            break
    renew(project=project, user=user, word_ids=exclude)
    labels = dict(Word.objects.filter(pk__in=held).values_list("pk", "label_id"))
    return [pk for pk, label in wanted.items() if pk in labels and labels[pk] == label]


def _first(waiting: QuerySet[Word], own_page: int | None, count: int) -> dict[int, int | None]:
    """The first words of a queue with their labels. It begins with the page the reviewer is on, which alone is quickly
    looked through."""
    near = waiting.filter(page_id=own_page, last_skip=0).values_list("pk", "label_id")[:count]
    return dict(near if len(near) == count else waiting.values_list("pk", "label_id")[:count])


def reserve(*, word_ids: Collection[int], user: AbstractBaseUser, now: datetime | None = None) -> set[int]:
    """Take a lease on those words that are there and nobody else holds; which ones it was is read back from the rows.

    Rows that are one's own or have expired are taken over by a conditional UPDATE, the others inserted where no
    row is; between two people the unique word decides.
    """
    now = now or timezone.now()
    until = now + policy.LEASE
    with transaction.atomic():
        there = lock_words(pk__in=word_ids)
        rows = Reservation.objects.filter(word_id__in=there)
        rows.filter(Q(user_id=user.pk) | Q(expires_at__lte=now)).update(user_id=user.pk, expires_at=until)
        Reservation.objects.bulk_create(
            [Reservation(word_id=pk, user_id=user.pk, expires_at=until) for pk in there], ignore_conflicts=True
        )
        return set(rows.filter(user_id=user.pk, expires_at__gt=now).values_list("word_id", flat=True))


def renew(
    *, project: Project, user: AbstractBaseUser, word_ids: Collection[int], now: datetime | None = None
) -> set[int]:
    """Prolong one's leases, also those that ran out without anybody taking them. Returns what is still held."""
    if not word_ids:
        return set()
    now = now or timezone.now()
    mine = Reservation.objects.filter(user_id=user.pk, word_id__in=word_ids, word__page__document__project=project)
    with transaction.atomic():
        held = set(mine.filter(word_id__in=lock_words(pk__in=word_ids)).values_list("word_id", flat=True))
        if held:
            Reservation.objects.filter(user_id=user.pk, word_id__in=held).update(expires_at=now + policy.LEASE)
        return held


def release(*, project: Project, user: AbstractBaseUser, word_ids: Collection[int], until: datetime) -> None:
    """Let go of one's leases that end by `until`: a window that closes must not take what its successor has renewed."""
    mine = Reservation.objects.filter(
        user_id=user.pk, word_id__in=word_ids, expires_at__lte=until, word__page__document__project=project
    )
    keys = list(mine.values_list("pk", flat=True))
    Reservation.objects.filter(pk__in=keys, user_id=user.pk, expires_at__lte=until).delete()


def hold(*, project: Project, user: AbstractBaseUser, word_ids: Collection[int]) -> set[int]:
    """Take a lease on words that the reviewer has chosen themselves, as far as nobody else holds them."""
    there = Word.objects.filter(pk__in=word_ids, page__document__project=project).values_list("pk", flat=True)
    return reserve(word_ids=list(there), user=user)
