"""What people confirmed so far, written down once and for ever: the lines a reader may learn from, and those it may
only be measured on.

A document is one or the other by a stable hash, and stays so. Pages are known by the checksum of their picture: a page
brought in twice is never learned from on one side and measured on the other, also not later; see page_sides.py.
Runs in the web process: pictures are cut out where the reader learns, see fine_tuning.py.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from ..engine.learning.parts import WordPlace, known_parts
from ..engine.text import normalise
from ..models import DatasetVersion, Document, Hand, Label, LabelKind, Line, Page, Project, Word
from .datasets import TRAIN, split_of
from .page_sides import HELD_OUT, LEARNED, on_one_side
from .transcriptions import standing_label, words_by_line

#: A word nobody confirmed counts as known where the reader is surer than this, between words that people confirmed.
VERY_SURE = 0.98

_MANIFEST = DatasetVersion._meta.get_field("manifest")

PageRow = dict[str, Any]


class DatasetError(ValueError):
    """The message is a sentence for the person who asked."""


def make_dataset(*, project: Project, user: AbstractBaseUser | None, hand: Hand | None = None) -> DatasetVersion:
    """A new version from the labels that stand now, or from those on pages of one hand. Raises DatasetError where there
    is nothing to learn from."""
    rows = list(_page_rows(project, hand))
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        return _kept(project, on_one_side(project, rows), user, hand)


def _kept(project: Project, rows: list[PageRow], user: AbstractBaseUser | None, hand: Hand | None) -> DatasetVersion:
    counts = {side: _counted(row for row in rows if row["side"] == side) for side in (LEARNED, HELD_OUT)}
    if not counts[LEARNED]["parts"]:
        raise DatasetError("No line is confirmed in the documents that the reader may learn from. Review some first.")
    data = b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
    manifest = _MANIFEST.storage.save(_MANIFEST.generate_filename(None, f"{project.slug}.jsonl"), ContentFile(data))
    number = (project.dataset_versions.aggregate(last=Max("number"))["last"] or 0) + 1
    return DatasetVersion.objects.create(
        project=project,
        hand=hand,
        number=number,
        manifest=manifest,
        checksum=hashlib.sha256(data).hexdigest(),
        counts=counts,
        created_by=user,
    )


def dataset_pages(dataset: DatasetVersion, side: str) -> list[PageRow]:
    """Its pages on one side. Raises DatasetError where the manifest is not what it was."""
    try:
        with dataset.manifest.open("rb") as file:
            data = file.read()
    except OSError as error:
        raise DatasetError(f"The manifest of {dataset} is missing.") from error
    if hashlib.sha256(data).hexdigest() != dataset.checksum:
        raise DatasetError(f"The manifest of {dataset} was changed after it was made; make a new version.")
    return [row for row in map(json.loads, data.splitlines()) if row["side"] == side]


def side_of(project: Project, document: Document) -> str:
    return LEARNED if split_of(project, document) == TRAIN else HELD_OUT


def _page_rows(project: Project, hand: Hand | None) -> Iterator[PageRow]:
    """Pages with at least one confirmed word; all lines of such a page, as its other lines tell how high each is."""
    labelled = Label.objects.filter(page=OuterRef("pk"), withdrawn_at=None, kind=LabelKind.TEXT)
    pages = Page.objects.filter(Exists(labelled), document__project=project).select_related("document")
    if hand is not None:
        pages = pages.filter(written_by__hand=hand)
    for page in pages.order_by("document_id", "number"):
        side = side_of(project, page.document)
        with page.image.open("rb") as file:
            checksum = hashlib.sha256(file.read()).hexdigest()
        yield {
            "side": side,
            "document": page.document_id,
            "page": page.pk,
            "number": page.number,
            "image": page.image.name,
            "checksum": checksum,
            "steps": [step["name"] for step in page.steps],
            "lines": list(_line_rows(page, side)),
        }


def _line_rows(page: Page, side: str) -> Iterator[dict[str, Any]]:
    words = words_by_line(Page.objects.filter(pk=page.pk))
    for line in Line.objects.filter(page=page).order_by("position", "pk"):
        places = [place for word in words.get(line.pk, []) if (place := _place(word, side == LEARNED))]
        yield {
            "line": line.pk,
            "baseline": line.baseline,
            "polygon": line.polygon,
            "words": sum(bool(place.text) and place.is_confirmed for place in places),
            "parts": [[part.text, part.start, part.end] for part in known_parts(places)],
        }


def _place(word: Word, may_trust: bool) -> WordPlace | None:
    """None for words without extent. Held-out lines are measured on what people confirmed alone."""
    label, reading = standing_label(word), word.reading
    start, end = sorted((word.start, word.end))
    if start == end:
        return None
    if label is None:
        sure = may_trust and reading is not None and reading.confidence >= VERY_SURE
        return WordPlace(normalise(reading.text) if reading and sure else None, start, end, is_confirmed=False)
    if label.kind == LabelKind.ILLEGIBLE:
        return WordPlace(None, start, end)
    return WordPlace(normalise(label.text) if label.kind == LabelKind.TEXT else "", start, end)


def _counted(rows: Iterable[PageRow]) -> dict[str, Any]:
    """`lines`: learned whole; `parts`: lines, parts of lines and single words in all."""
    rows = list(rows)
    lines = [line for row in rows for line in row["lines"] if line["parts"]]
    parts = [part for line in lines for part in line["parts"]]
    letters = Counter(character for text, _, _ in parts for character in text)
    return {
        "documents": len({row["document"] for row in rows}),
        "pages": len(rows),
        "lines": sum(line["parts"][0][1:] == [0.0, 1.0] for line in lines),
        "parts": len(parts),
        "single_words": sum(" " not in text for text, _, _ in parts),
        "words": sum(line["words"] for line in lines),
        "characters": sum(letters.values()),
        "letters": dict(sorted(letters.items())),
    }
