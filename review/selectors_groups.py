"""Words that read and look alike, which can be asked about in one go: reads only.

The database counts which readings come often enough; what looks alike is found among the words of a few such readings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, QuerySet

from recognition.engine.likeness import likeness
from recognition.models import Project, Reading, Word
from recognition.selectors import in_doubt
from review import policy
from review.models import Decision, DecisionKind, Reservation
from review.selectors_looks import looks_of, words_read

#: Readings that are looked at together, most frequent first; and how many words of them, surest first.
READINGS_AT_ONCE, WORDS_AT_ONCE = 40, 4000
#: Words of one reading among which look-alikes are sought.
MOST_OF_A_READING = 500


@dataclass(frozen=True, slots=True)
class Group:
    """What is asked: are these words, likeliest first, all `text`?"""

    text: str
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A word as far as groups care."""

    id: int
    confidence: float
    look: bytes


def groups(
    project: Project, user: AbstractBaseUser, *, now: datetime, most: int, exclude: Collection[int] = ()
) -> list[Group]:
    """Up to `most` groups of words that nobody else holds; those whose readings come most often first."""
    return list(islice(_groups(_open_words(project, user, now, exclude)), most))


def look_alikes(project: Project, user: AbstractBaseUser, correction: Decision, *, now: datetime) -> list[int]:
    """Open words that read and look as the corrected one did, the most alike first."""
    if correction.kind != DecisionKind.CHANGED:
        return []
    original = Reading.objects.filter(word=correction.word_id, text=correction.reading_text).exclude(look=b"").last()
    if original is None:
        return []
    same = _open_words(project, user, now, (correction.word_id,)).filter(
        reading__text=correction.reading_text, reading__model_version=original.model_version_id
    )
    found = list(same.values_list("pk", "reading__look")[:MOST_OF_A_READING])
    if len(found) < policy.LEAST_ALIKE:
        return []
    alike = likeness([bytes(original.look), *(bytes(look) for _, look in found)])[0, 1:]
    near = [found[i][0] for i in np.argsort(-alike, kind="stable") if alike[i] >= policy.ALIKE]
    return near[: policy.MOST_IN_GROUP] if len(near) >= policy.LEAST_ALIKE else []


def _open_words(
    project: Project, user: AbstractBaseUser, now: datetime, exclude: Collection[int]
) -> QuerySet[Word]:  # fmt: skip
    """Words in doubt with a look that nobody else holds; what the reviewer has skipped is theirs to come back to. A
    random check is decided alone: at a glance over many it would prove less."""
    held = Reservation.objects.filter(expires_at__gt=now).exclude(user_id=user.pk)
    skips = Decision.objects.filter(
        user_id=user.pk, kind=DecisionKind.SKIPPED, undone_by=None, word__isnull=False, page__document__project=project
    )
    return (
        words_read(project)
        .filter(looks_of(project).first & in_doubt(project))
        .exclude(reading__look=b"")
        .exclude(pk__in=held.values("word"))
        .exclude(pk__in=skips.values("word"))
        .exclude(pk__in=exclude)
    )


def _groups(open_words: QuerySet[Word]) -> Iterator[Group]:
    counted = open_words.values("reading__model_version", "reading__text").annotate(times=Count("pk")).order_by()
    often = list(
        counted.filter(times__gte=policy.LEAST_IN_GROUP)
        .order_by("-times", "reading__text")
        .values_list("reading__model_version", "reading__text")
    )
    for start in range(0, len(often), READINGS_AT_ONCE):
        chosen = often[start : start + READINGS_AT_ONCE]
        seen = _seen(open_words, chosen)
        for version_and_text in chosen:
            yield from _parted(version_and_text[1], seen[version_and_text])


def _seen(
    open_words: QuerySet[Word], readings: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], list[_Seen]]:  # fmt: skip
    texts = [text for _, text in readings]
    rows = open_words.filter(reading__text__in=texts).order_by("-reading__confidence", "pk")
    found: dict[tuple[int, str], list[_Seen]] = defaultdict(list)
    fields = ("reading__model_version", "reading__text", "pk", "reading__confidence", "reading__look")
    for version, text, pk, confidence, look in rows.values_list(*fields)[:WORDS_AT_ONCE]:
        found[version, text].append(_Seen(pk, confidence, bytes(look)))
    return found


def _parted(text: str, words: Sequence[_Seen]) -> Iterator[Group]:
    """The groups among words of one reading, surest first: round each word the ones that look like it."""
    words = words[:MOST_OF_A_READING]
    if len(words) < policy.LEAST_IN_GROUP:
        return
    alike = likeness([word.look for word in words]) >= policy.ALIKE
    free = np.ones(len(words), bool)
    for centre in range(len(words)):
        near = np.flatnonzero(alike[centre] & free)
        size = policy.group_size([words[i].confidence for i in near]) if free[centre] else 0
        if size:
            free[near[:size]] = False
            yield Group(text, tuple(words[i].id for i in near[:size]))
