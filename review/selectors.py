"""The queue and what stands around a word: reads only, in a fixed number of queries.

The queue is a query, not a table: words without a label that the project asks about, and words that somebody else is to
look at again.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Case, Count, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from recognition.engine.transcription import ILLEGIBLE
from recognition.models import LabelKind, Line, Project, Word
from recognition.selectors import flagged
from review import policy
from review.models import Decision, DecisionKind, Reservation
from review.policy_second import Look
from review.selectors_alternatives import Learned, alternatives, learned
from review.selectors_looks import looks_for, words_read
from review.selectors_second import Viewer, is_hidden, notes_told, told_again

#: How words stand in a line's text where no text can.
SIGNS = {LabelKind.ILLEGIBLE: ILLEGIBLE, LabelKind.NOT_A_WORD: ""}
#: What is read of a word to tell its text.
TOLD = (
    "line", "page", "position", "start", "end", "reading__text", "reading__confidence", "label__kind", "label__text",
)  # fmt: skip
#: What is read of a word that is asked about.
ASKED = (
    "line__position", "page__number", "page__document__title", "page__document__project", "position", "start", "end",
    "reading__text", "reading__alternatives", "reading__sight", "label__kind", "label__text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """`documents`: words left by document. `skipped` and `others` are what the reviewer will not be given: words
    they skipped after `until`, the number of their last decision, and words that others hold."""

    flagged: int
    remaining: int
    documents: dict[int, int]
    skipped: int
    others: int
    until: int


def flagged_words(project: Project) -> QuerySet[Word]:
    """What the policy flags, in SQL, decided or not; pages that are being read are left alone."""
    return words_read(project).filter(flagged(project))


def queue(
    project: Project, user: AbstractBaseUser, *, now: datetime, skips_until: int = 0, exclude: Collection[int] = ()
) -> QuerySet[Word]:
    """The reviewer's words in order. Skipped ones come only if their last skip is not after `skips_until`."""
    others = Reservation.objects.filter(expires_at__gt=now, word__page__document__project=project)
    held = dict(others.exclude(user_id=user.pk).values_list("word_id", "word__page_id"))
    rank = Case(
        When(page_id=page_of(project, user), then=Value(policy.OWN_PAGE)),
        When(page_id__in=set(held.values()), then=Value(policy.BUSY_PAGE)),
        default=Value(policy.FREE_PAGE),
    )
    return (
        words_read(project)
        .filter(looks_for(project, user).any())
        .exclude(pk__in=[*held, *exclude])
        .annotate(last_skip=_last_skip(user), rank=rank)
        .filter(last_skip__lte=skips_until)
        .order_by(
            "last_skip", "rank", "page__document__title", "page__document_id", "page__number",
            "line__position", "position", "pk",
        )
    )  # fmt: skip


def _last_skip(user: AbstractBaseUser) -> Coalesce | Value:
    skips = Decision.objects.filter(user_id=user.pk, kind=DecisionKind.SKIPPED, undone_by=None, word__isnull=False)
    if not skips.exists():
        return Value(0)
    last = skips.filter(word=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    return Coalesce(Subquery(last), Value(0), output_field=IntegerField())


def page_of(project: Project, user: AbstractBaseUser) -> int | None:
    """The page the reviewer is on: that of their last decision."""
    decisions = Decision.objects.filter(user_id=user.pk, page__document__project=project)
    return decisions.order_by("-pk").values_list("page_id", flat=True).first()


def counts(project: Project, user: AbstractBaseUser, *, now: datetime, skips_until: int = 0) -> Counts:
    """What is left, for the whole project and for each document that has any: all from one walk through the words."""
    asked = flagged(project)
    skips = Decision.objects.filter(
        user_id=user.pk, kind=DecisionKind.SKIPPED, undone_by=None, pk__gt=skips_until, word__isnull=False
    )
    theirs = words_read(project).filter(looks_for(project, user).any()).values("page__document_id")
    rows = theirs.order_by().annotate(
        left=Count("pk"),
        again=Count("pk", filter=~asked),
        skipped=Count("pk", filter=Q(pk__in=skips.values("word"))),
        others=Count("pk", filter=Q(reservation__expires_at__gt=now) & ~Q(reservation__user_id=user.pk)),
    )
    documents = {row["page__document_id"]: row for row in rows}
    sums = {name: sum(row[name] for row in documents.values()) for name in ("left", "again", "skipped", "others")}
    until = Decision.objects.filter(user_id=user.pk, page__document__project=project).aggregate(last=Max("pk"))
    return Counts(
        flagged=flagged_words(project).count() + sums["again"],
        remaining=sums["left"],
        documents={document: row["left"] for document, row in documents.items()},
        skipped=sums["skipped"],
        others=sums["others"],
        until=until["last"] or 0,
    )


def cards(
    word_ids: Iterable[int], viewer: Viewer | None = None, *, around: int = 1, only_theirs: bool = False
) -> dict[str, object]:
    """Words in the order given, each with its line and so many lines above and below, as the desk takes them.
    `only_theirs`: without words that are not the viewer's work any more."""
    ids = list(word_ids)
    asked = Word.objects.filter(pk__in=ids).select_related("reading", "line", "page__document", "label").only(*ASKED)
    found = {word.pk: word for word in asked}
    words = [found[pk] for pk in ids if pk in found]
    lines = _lines_around(words, around)
    known = learned(words[0].page.document.project_id if words else 0, words)
    at = {(line.page_id, line.position): line.pk for line in lines}
    if viewer is None:
        return {"words": [_card(word, at, known) for word in words], "lines": lines_told(lines)}
    looks = viewer.looks(lines)
    again = told_again(viewer, words, looks)
    asked = [word for word in words if word.pk in looks or not only_theirs]
    return {
        "words": [_card(word, at, known) | again.get(word.pk, {}) for word in asked],
        "lines": _lines(lines, looks),
        "notes": notes_told({word.page_id for word in words}),
    }


def lines_told(lines: Sequence[Line], viewer: Viewer | None = None) -> dict[int, dict[str, object]]:
    """Lines with their words as they stand, as the desk takes them; what `viewer` looks at again is not told."""
    return _lines(lines, viewer.looks(lines) if viewer else None)


def _lines(lines: Sequence[Line], looks: Mapping[int, Look] | None) -> dict[int, dict[str, object]]:
    texts = words_of(lines)
    return {line.pk: line_told(line, texts.get(line.pk, []), looks) for line in lines}


def _lines_around(words: list[Word], around: int) -> list[Line]:
    wanted: dict[int, set[int]] = {}
    for word in words:
        position = word.line.position
        wanted.setdefault(word.page_id, set()).update(range(position - around, position + around + 1))
    near = Q(pk=None)
    for page, positions in wanted.items():
        near |= Q(page_id=page, position__in=positions)
    return list(Line.objects.filter(near).defer("polygon").order_by("page_id", "position"))


def words_of(lines: Sequence[Line], *more: str) -> dict[int, list[Word]]:
    """The words of each line with what tells their texts, and `more` fields: shapes and alternatives load slowly."""
    of: dict[int, list[Word]] = {}
    words = Word.objects.filter(line__in=lines).select_related("reading", "label").order_by("line_id", "position")
    words = words.defer("reading__look", "reading__sight")
    own = "page__document__project"
    words = words.annotate(threshold=F(f"{own}__threshold"), checks=F(f"{own}__checks"))
    for word in words.only(*TOLD, *more):
        of.setdefault(word.line_id, []).append(word)
    return of


def _card(word: Word, at: dict[tuple[int, int], int], known: Learned) -> dict[str, object]:
    position = word.line.position
    document = word.page.document
    return {
        "id": word.pk,
        "document": {"id": document.pk, "title": document.title},
        "page": {"id": word.page_id, "number": word.page.number},
        "line": word.line_id,
        "above": at.get((word.page_id, position - 1)),
        "below": at.get((word.page_id, position + 1)),
        "start": word.start,
        "end": word.end,
        "reading": {"id": word.reading_id, "text": word.reading.text if word.reading else ""},
        "label": word.label_id,
        "alternatives": alternatives(word, known),
        "sight": b64encode(word.reading.sight).decode() if word.reading else "",
    }


def line_told(line: Line, words: Sequence[Word], looks: Mapping[int, Look] | None = None) -> dict[str, object]:
    """`left` and `right`: where the baseline begins and ends on the page, so that neighbours can be lined up."""
    xs = [point[0] for point in line.baseline] or [0.0, 1.0]
    told = [text_of(word, looks) for word in words]
    again = any(word["about"] for word in told)
    doubtful = sum(
        bool(one["asked"]) and policy.is_in_doubt(_confidence(word), word.threshold)
        for one, word in zip(told, words, strict=True)
    )
    return {
        "id": line.pk,
        "picture": reverse("line-picture", args=[line.pk]) if line.picture else "",
        "width": line.picture_width,
        "height": line.picture_height,
        "left": min(xs),
        "right": max(xs),
        "words": told,
        "offered": not again and policy.offers_line(doubtful, len(told)),
        "again": again,
    }


def text_of(word: Word, looks: Mapping[int, Look] | None = None) -> dict[str, object]:
    """A word's text as it stands, who stands behind it, and whether it is one that is asked about. `looks`: which words
    are asked, and of which the label is not told."""
    hidden = looks is not None and is_hidden(word, looks)
    asked = word.label is None and policy.is_flagged(word.pk, _confidence(word), word.threshold, word.checks)
    return {
        "id": word.pk,
        "text": told_text(word, looks or {}),
        "by": "person" if word.label is not None and not hidden else "machine",
        "start": word.start,
        "end": word.end,
        "reading": word.reading_id,
        "label": None if hidden else word.label_id,
        "about": word.label_id if hidden else None,
        "asked": asked if looks is None else word.pk in looks,
    }


def _confidence(word: Word) -> float | None:
    return word.reading.confidence if word.reading else None


def shown_text(word: Word) -> str:
    if word.label is not None:
        return SIGNS.get(LabelKind(word.label.kind), word.label.text)
    return word.reading.text if word.reading else ""


def told_text(word: Word, looks: Mapping[int, Look]) -> str:
    """What is told of a word to whom has `looks`: of what they look at again, what the machine read."""
    if is_hidden(word, looks):
        return word.reading.text if word.reading else ""
    return shown_text(word)


def line_text(words: Iterable[Word]) -> str:
    return " ".join(filter(None, map(shown_text, words)))


def decided_by_me(project: Project, user: AbstractBaseUser) -> QuerySet[Decision]:
    """The reviewer's steps that can still be taken back, latest first."""
    return (
        Decision.objects.filter(user_id=user.pk, page__document__project=project, undone_by=None)
        .exclude(kind=DecisionKind.UNDONE)
        .select_related("label", "replaced", "word")
        .order_by("-pk")
    )
