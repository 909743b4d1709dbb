"""A document's assembled text: a person's label where there is one, else what the machine reads now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from django.db.models import QuerySet

from ..engine import transcription as records
from ..formats.archive import safe_name
from ..models import Document, Label, LabelKind, Line, Note, Page, Reading, Region, Word

WordsByLine = dict[int, list[Word]]


def transcribe(document: Document) -> records.Transcription:
    """All pages of the document, also those not read yet. A fixed number of queries, however long it is."""
    pages = Page.objects.filter(document=document).order_by("number")
    loaded = list(pages.select_related("document", "model_version"))
    return records.Transcription(
        title=document.title,
        pages=tuple(_assembled(loaded, pages)),
        language=document.project.language_code,
        model=", ".join(sorted({page.model_version.name for page in loaded if page.model_version})),
    )


def transcribe_page(page: Page) -> records.Page:
    """One page alone."""
    return _assembled([page], Page.objects.filter(pk=page.pk))[0]


def image_name(page: Page) -> str:
    """What the page's image is called outside: by its document and number."""
    suffix = PurePosixPath(page.image.name or "").suffix.lower()
    return f"{safe_name(page.document.title)}-{page.number:04d}{suffix}"


def words_by_line(pages: QuerySet[Page]) -> WordsByLine:
    """Words in order, with reading and label loaded, under the primary key of their line."""
    words = Word.objects.filter(page__in=pages.order_by()).select_related("reading", "label")
    found: WordsByLine = defaultdict(list)
    for word in words.order_by("position", "pk"):
        found[word.line_id].append(word)
    return found


def standing_label(word: Word) -> Label | None:
    """The word's label unless it was withdrawn."""
    label = word.label
    return label if label is not None and label.withdrawn_at is None else None


def _assembled(loaded: Sequence[Page], pages: QuerySet[Page]) -> list[records.Page]:
    """Filtered by page, not by lists of keys: a database allows only so many of those in a query."""
    words = words_by_line(pages)
    lines: dict[int, list[records.Line]] = defaultdict(list)
    for line in Line.objects.filter(page__in=pages.order_by()).order_by("position", "pk"):
        lines[line.region_id].append(_line(line, words.get(line.pk, [])))
    regions: dict[int, list[records.Region]] = defaultdict(list)
    for region in Region.objects.filter(page__in=pages.order_by()).order_by("position", "pk"):
        outline, own = points(region.polygon), tuple(lines[region.pk])
        record = records.Region(own, outline, region.kind, f"r{region.pk}", region.name, region.pattern)
        regions[region.page_id].append(record)
    notes = _notes(pages)
    return [_page(page, regions[page.pk], notes[page.pk]) for page in loaded]


def _page(page: Page, regions: Iterable[records.Region], notes: Iterable[records.Note]) -> records.Page:
    steps = tuple(str(step["name"]) for step in page.steps)
    return records.Page(image_name(page), page.width, page.height, tuple(regions), steps, tuple(notes), page.number)


def _notes(pages: QuerySet[Page]) -> dict[int, list[records.Note]]:
    """By page, each with its answers."""
    found: dict[int, list[records.Note]] = defaultdict(list)
    answers: dict[int, list[records.Note]] = defaultdict(list)
    notes = Note.objects.filter(page__in=pages.order_by(), withdrawn_at=None).select_related("author")
    for note in notes.order_by("-pk"):  # answers come after what they answer
        told = _note(note, answers[note.pk])
        (answers[note.answers_id] if note.answers_id else found[note.page_id]).insert(0, told)
    return found


def _note(note: Note, answers: Iterable[records.Note]) -> records.Note:
    about = f"w{note.word_id}" if note.word_id else f"l{note.line_id}" if note.line_id else ""
    return records.Note(
        text=note.text,
        author=note.author.get_username(),
        created=note.created_at.isoformat(timespec="seconds"),
        about=about,
        quote=note.quote,
        is_done=note.done_at is not None,
        answers=tuple(answers),
    )


def _line(line: Line, words: Iterable[Word]) -> records.Line:
    texts = (_word(word) for word in words)
    there = tuple(text for text in texts if text is not None)
    return records.Line(points(line.baseline), points(line.polygon), there, id=f"l{line.pk}")


def _word(word: Word) -> records.Word | None:
    """None for what a person said is no word, and for a place that nobody has read."""
    label = standing_label(word)
    outline, name = points(word.polygon), f"w{word.pk}"
    if label is not None:
        if label.kind == LabelKind.NOT_A_WORD:
            return None
        text = records.ILLEGIBLE if label.kind == LabelKind.ILLEGIBLE else label.text
        return records.Word(text, outline, None, _others(text, word.reading), records.PERSON, name)
    reading = word.reading
    if reading is None:
        return None
    others = _others(reading.text, reading)
    return records.Word(reading.text, outline, reading.confidence, others, records.MACHINE, name)


def _others(text: str, reading: Reading | None) -> tuple[records.Alternative, ...]:
    """What else the machine holds possible: its reading, where a person wrote otherwise, and its alternatives."""
    if reading is None:
        return ()
    found = {reading.text: records.Alternative(reading.text, reading.confidence)}
    for kept in reading.alternatives:
        source = kept.get("source", records.READER)
        found.setdefault(kept["text"], records.Alternative(kept["text"], kept["confidence"], source))
    return tuple(alternative for alternative in found.values() if alternative.text != text)


def points(stored: Iterable[Sequence[float]]) -> records.Polygon:
    """Corners as JSON keeps them, as records hold them."""
    return tuple((float(x), float(y)) for x, y in stored)
