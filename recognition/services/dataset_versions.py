"""What people confirmed so far, written down once and for ever: the lines a reader may learn from, and those it may
only be measured on.

A document is one or the other by a stable hash, and stays so. Pages are known by the checksum of their picture: a page
brought in twice is never learned from on one side and measured on the other, also not later; see page_sides.py.
What a project has imported counts as confirmed there, beside its own labels. Runs in the web process: pictures are cut
out where the reader learns, see dataset_lines.py.

Where nobody has confirmed anything yet, a reader can teach itself (self-training, Scudder 1965): from the words that it
is surer of than not on pages nobody has reviewed.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from ..engine.learning.parts import WordPlace, known_parts
from ..engine.text import normalise
from ..formats.dataset_rows import CONFIRMED, ILLEGIBLE, NO_WORD, SURE, UNCONFIRMED
from ..models import DatasetVersion, Document, Hand, Label, LabelKind, Line, Page, PageState, Project, Word
from .dataset_manifests import DatasetError, PageRow, dataset_rows, keep_version
from .datasets import TRAIN, split_of
from .locking import lock_project
from .page_sides import HELD_OUT, LEARNED, on_one_side
from .transcriptions import standing_label, words_by_line

__all__ = ["HELD_OUT", "LEARNED", "DatasetError", "PageRow", "dataset_pages", "make_dataset"]

#: A word nobody confirmed counts as known where the reader is surer than this, between words that people confirmed.
VERY_SURE = 0.98
#: On pages nobody has reviewed a word is learned where the reader is surer than this; chosen on adapt-train, see
#: benchmarks/RESULTS.md.
SURE_ENOUGH = 0.5
#: Of such pages no more are written down than a self-training looks at, or its proof needs.
_UNREVIEWED = {LEARNED: 60, HELD_OUT: 20}


def make_dataset(
    *, project: Project, user: AbstractBaseUser | None, hand: Hand | None = None, from_readings: bool = False
) -> DatasetVersion:
    """A new version from the labels that stand now and what was imported; from the labels on pages of one hand; or
    `from_readings` that nobody has reviewed. Raises DatasetError where there is nothing to learn from."""
    rows = list(_unreviewed_rows(project) if from_readings else _labelled_rows(project, hand))
    if hand is None and not from_readings:
        rows += _imported_rows(project, frozenset((row["side"], row["checksum"]) for row in rows))
    with transaction.atomic():
        lock_project(project)
        rows = on_one_side(project, _still_there(project, rows))
        return keep_version(project=project, rows=rows, user=user, origin={}, hand=hand, from_readings=from_readings)


def dataset_pages(dataset: DatasetVersion, side: str) -> list[PageRow]:
    """Its pages on one side. Raises DatasetError where the manifest is not what it was."""
    return list(dataset_rows(dataset, side))


def _imported_rows(project: Project, known: frozenset[tuple[str, str]]) -> Iterator[PageRow]:
    """Pages of imported datasets, each once, the latest import first; not those that people confirmed here as well."""
    seen = set(known)
    for dataset in project.dataset_versions.exclude(origin={}).order_by("-number"):
        new = [row for row in dataset_rows(dataset) if (row["side"], row["checksum"]) not in seen]
        seen.update((row["side"], row["checksum"]) for row in new)
        yield from new


def _still_there(project: Project, rows: list[PageRow]) -> list[PageRow]:
    """Without pages that were removed while the rows were made: their pictures went with them. Call it in a transaction
    that has locked the project: from then on a picture stays for the dataset's sake."""
    there = set(Page.objects.filter(document__project=project).values_list("pk", flat=True))
    return [row for row in rows if "page" not in row or row["page"] in there]


def side_of(document: Document) -> str:
    return LEARNED if split_of(document) == TRAIN else HELD_OUT


def _labelled_rows(project: Project, hand: Hand | None) -> Iterator[PageRow]:
    """Pages with at least one confirmed word; all lines of such a page, as its other lines tell how high each is."""
    labelled = Label.objects.filter(page=OuterRef("pk"), withdrawn_at=None, kind=LabelKind.TEXT)
    pages = Page.objects.filter(Exists(labelled), document__project=project)
    if hand is not None:
        pages = pages.filter(written_by__hand=hand)
    for page in _in_order(pages):
        side = side_of(page.document)
        # Held-out lines are measured on what people confirmed alone.
        yield from _page_row(page, side, list(_line_rows(page, VERY_SURE if side == LEARNED else math.inf)))


def _unreviewed_rows(project: Project) -> Iterator[PageRow]:
    """Some of the unreviewed pages. Of held-out ones nothing is known; all their lines are there to be read."""
    for side, most in _UNREVIEWED.items():
        documents = [document for document in project.documents.all() if side_of(document) == side]
        pages = unreviewed_pages(project).filter(document__in=documents)
        keys = list(pages.order_by("document_id", "number").values_list("pk", flat=True))
        sure = SURE_ENOUGH if side == LEARNED else math.inf
        for page in _in_order(pages.filter(pk__in=keys[:: max(1, math.ceil(len(keys) / most))])):
            yield from _page_row(page, side, list(_line_rows(page, sure, may_stand_alone=True)))


def unreviewed_pages(project: Project) -> QuerySet[Page]:
    """That are read, and on which nobody has decided anything."""
    decided = Label.objects.filter(page=OuterRef("pk"), withdrawn_at=None)
    return Page.objects.filter(~Exists(decided), document__project=project, state=PageState.READ)


def _in_order(pages: QuerySet[Page]) -> QuerySet[Page]:
    return pages.select_related("document__project", "written_by__hand").order_by("document_id", "number")


def _page_row(page: Page, side: str, lines: list[dict[str, Any]]) -> Iterator[PageRow]:
    """Of one page; nothing where it was removed in the meantime."""
    checksum = _checksum(page)
    if checksum is not None:
        yield {
            "side": side,
            "document": page.document.key,
            "page": page.pk,
            "number": page.number,
            "image": page.image.name,
            "checksum": checksum,
            "steps": [step["name"] for step in page.steps],
            "language": page.document.project.language_code,
            "hand": str(page.written_by.hand) if hasattr(page, "written_by") else "",
            "lines": lines,
        }


def _checksum(page: Page) -> str | None:
    """Of its picture; None where the page was removed in the meantime."""
    try:
        with page.image.open("rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except FileNotFoundError:
        if Page.objects.filter(pk=page.pk).exists():
            raise
        return None


def _line_rows(page: Page, sure: float, *, may_stand_alone: bool = False) -> Iterator[dict[str, Any]]:
    """`sure`: from which confidence on a word that nobody confirmed is known, and whether it may be learned alone."""
    words = words_by_line(Page.objects.filter(pk=page.pk))
    for position, line in enumerate(Line.objects.filter(page=page).order_by("position", "pk")):
        # Words without extent show nothing.
        known = [_word(word, sure) for word in words.get(line.pk, []) if word.start != word.end]
        places = [_place(word, may_stand_alone) for word in known]
        yield {
            "line": line.pk,
            "position": position,
            "baseline": line.baseline,
            "polygon": line.polygon,
            "words": known,
            "parts": [[part.text, part.start, part.end] for part in known_parts(places)],
        }


def _word(word: Word, sure: float) -> dict[str, Any]:
    label, reading = standing_label(word), word.reading
    text, state = (normalise(reading.text) if reading else None), UNCONFIRMED
    if label is None:
        if reading is not None and reading.confidence >= sure:
            state = SURE
    elif label.kind == LabelKind.TEXT:
        text, state = normalise(label.text), CONFIRMED
    else:
        text, state = None, ILLEGIBLE if label.kind == LabelKind.ILLEGIBLE else NO_WORD
    start, end = sorted((word.start, word.end))
    return {"text": text, "state": state, "start": start, "end": end, "polygon": word.polygon}


def _place(word: dict[str, Any], may_stand_alone: bool) -> WordPlace:
    state = word["state"]
    text = "" if state == NO_WORD else word["text"] if state in (CONFIRMED, SURE) else None
    is_enough = may_stand_alone or state not in (SURE, UNCONFIRMED)
    return WordPlace(text, word["start"], word["end"], is_confirmed=is_enough)
