"""Words as rows. One on which a label stands stays the row it was, wherever it moves: what people said about it keeps
its word."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import OuterRef, Subquery

from ..models import Line, ModelVersion, Page, Reading, Word
from .placement import PlacedWord

_LONGEST = 500
_PLACE = ("line", "position", "polygon", "start", "end", "reading")


def write_words(page: Page, placed: Collection[tuple[Line, int, PlacedWord]], version: ModelVersion) -> set[int]:
    """Words at their places on lines, with readings where they have a text. Returns their keys."""
    known = dict(Word.objects.filter(page=page).exclude(label=None).values_list("label", "pk"))
    rows = [_row(page, line, position, word) for line, position, word in placed]
    for row in rows:
        row.pk = known.pop(row.label_id, None)
    moved = [row for row in rows if row.pk]
    Reading.objects.filter(word__in=moved).delete()
    Word.objects.bulk_update(moved, _PLACE, batch_size=200)
    Word.objects.bulk_create(row for row in rows if not row.pk)
    readings = zip(rows, (word for _, _, word in placed), strict=True)
    Reading.objects.bulk_create(_reading(row, word, version) for row, word in readings if word.text is not None)
    newest = Reading.objects.filter(word=OuterRef("pk")).values("pk")[:1]
    Word.objects.filter(page=page, reading=None).update(reading=Subquery(newest))
    return {row.pk for row in rows}


def _row(page: Page, line: Line, position: int, word: PlacedWord) -> Word:
    return Word(
        page=page, line=line, position=position, polygon=word.polygon, start=word.start, end=word.end,
        label_id=word.label,
    )  # fmt: skip


def _reading(row: Word, word: PlacedWord, version: ModelVersion) -> Reading:
    alternatives = [
        {"text": a.text[:_LONGEST], "confidence": a.confidence, "source": a.source} for a in word.alternatives
    ]
    return Reading(
        word=row, model_version=version, text=(word.text or "")[:_LONGEST], confidence=word.confidence,
        alternatives=alternatives, look=word.look, sight=word.sight,
    )  # fmt: skip
