"""More of the same pages: a project as large as real ones, without reading it."""

from __future__ import annotations

from collections.abc import Sequence


def copy_pages(times: int) -> int:
    """So many copies of all pages that are read, with their lines, words and readings, in a document of their own.
    Pictures are shared. Returns how many words there are then."""
    from recognition.models import Document, Page, Word  # noqa: PLC0415 - models need settings

    pages = list(Page.objects.filter(state="read").select_related("document__project").order_by("pk"))
    if times and pages:
        document = Document.objects.create(project=pages[0].document.project, title="More letters")
        for number, page in enumerate(pages * times, 1):
            _copy(page, document, number)
    return Word.objects.count()


def _copy(page, document, number: int) -> None:
    from recognition.models import Line, Page, Reading, Region, Word  # noqa: PLC0415

    source = page.pk
    page = Page.objects.get(pk=source)
    page.pk, page.document, page.number = None, document, number
    page.save()
    regions = list(Region.objects.filter(page=source).order_by("pk"))
    lines = list(Line.objects.filter(page=source).order_by("pk"))
    words = list(Word.objects.filter(page=source, reading__isnull=False).order_by("pk"))
    readings = list(Reading.objects.filter(pk__in=[word.reading_id for word in words]))
    by_word = {reading.word_id: reading for reading in readings}
    readings = [by_word[word.pk] for word in words]
    _renewed(Region, regions, page=page)
    _renewed(Line, lines, page=page, region=regions)
    _renewed(Word, words, page=page, line=lines, reading=None, label=None)
    _renewed(Reading, readings, word=words)
    for word, reading in zip(words, readings, strict=True):
        word.reading = reading
    Word.objects.bulk_update(words, ["reading"])


def _renewed(model, rows: Sequence, **owners: object) -> None:
    """Saved as new rows. `owners`: what they belong to: one for all, or the new rows of those that they had."""
    for name, owner in owners.items():
        if isinstance(owner, list):
            new = {one.copied: one for one in owner}
            for row in rows:
                setattr(row, name, new[getattr(row, f"{name}_id")])
        else:
            for row in rows:
                setattr(row, name, owner)
    for row in rows:
        row.copied, row.pk = row.pk, None
    model.objects.bulk_create(rows)
