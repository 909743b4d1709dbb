"""The fine-tuning dataset: what people confirmed, as JSONL with pictures of lines and words.

Pictures come from the stored line pictures, words are cut out of them by their shares of the width: this runs in the
web process, which never loads the engine's imaging.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil, floor
from pathlib import PurePosixPath

from PIL import Image

from ..models import Document, LabelKind, Line, Page, Project, Word
from .transcriptions import image_name, standing_label, words_by_line

TRAIN, VALIDATION, TEST = "train", "validation", "test"
_TRAIN_SHARE, _VALIDATION_SHARE = 0.8, 0.1

ROWS, MANIFEST, README = "lines.jsonl", "dataset.json", "README.txt"
_README_TEXT = """\
Handwritten lines with the text that people confirmed.

lines.jsonl   one JSON object a line of writing (id: as in PAGE XML exports):
  id, project, document, document_id, page (its number), image (its file name), image_width, image_height
  split       train, validation or test: the same for all lines of a document, now and in later exports
  picture     the straightened line in this archive, or null
  baseline, polygon   corners [x, y] in pixels of the page's image
  text        the whole line, only where a person confirmed every word of it; else null
  words       in order, each with (id: as in PAGE XML exports):
    text      null where nobody can read it or it is no word
    confirmed true where a person decided; else the text is the machine's
    kind      text, illegible, not a word
    start, end   shares, 0 to 1, of the line picture's width
    polygon   corners in pixels of the page's image
    picture   of a confirmed text in this archive, or null
    reading, confidence   what the machine had read and how sure it was, or null
dataset.json  what is in it, counted

Train on lines with a text, or on confirmed words. Never learn from words that are not confirmed.
"""

Entries = Iterator[tuple[str, bytes]]
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line stands, and its words."""

    page: Page
    line: Line
    words: Sequence[Word]


def split_of(document: Document) -> str:
    """The document's part, from a hash that is the same in every project and on every installation."""
    digest = hashlib.sha256(document.key.encode()).digest()
    share = int.from_bytes(digest[:8], "big") / 2**64
    if share < _TRAIN_SHARE:
        return TRAIN
    return VALIDATION if share < _TRAIN_SHARE + _VALIDATION_SHARE else TEST


def dataset_entries(project: Project, documents: Iterable[Document], created: datetime) -> Entries:
    """Paths and bytes of the dataset: the pictures, then rows, manifest and README."""
    rows: list[bytes] = []
    counts: dict[str, Counter[str]] = {split: Counter() for split in (TRAIN, VALIDATION, TEST)}
    for document in documents:
        split = split_of(document)
        for place in _labelled_lines(document):
            pictures = _pictures(place)
            yield from pictures.items()
            row = _row(project, document, split, place, pictures)
            rows.append(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            counts[split].update(_counted(place, row))
    yield ROWS, b"".join(rows)
    yield MANIFEST, _manifest(project, created, counts)
    yield README, _README_TEXT.encode()


def _labelled_lines(document: Document) -> Iterator[_Place]:
    """Lines with at least one word a person decided, in reading order."""
    pages = Page.objects.filter(document=document)
    words = words_by_line(pages)
    lines = Line.objects.filter(page__document=document).select_related("page__document")
    for line in lines.order_by("page__number", "position", "pk"):
        there = words.get(line.pk, [])
        if any(standing_label(word) for word in there):
            yield _Place(line.page, line, there)


def _row(project: Project, document: Document, split: str, place: _Place, pictures: dict[str, bytes]) -> Row:
    page, line = place.page, place.line
    picture = _line_path(place)
    return {
        "id": f"l{line.pk}",
        "project": project.slug,
        "document": document.title,
        "document_id": document.pk,
        "page": page.number,
        "image": image_name(page),
        "image_width": page.width,
        "image_height": page.height,
        "split": split,
        "picture": picture if picture in pictures else None,
        "baseline": line.baseline,
        "polygon": line.polygon,
        "text": _whole_text(place.words),
        "words": [_word(place, word, pictures) for word in place.words],
    }


def _word(place: _Place, word: Word, pictures: dict[str, bytes]) -> Row:
    """The polygon of a decided word is the label's own copy: the person saw that one."""
    label, reading = standing_label(word), word.reading
    if label is None:
        text, kind = reading.text if reading else None, LabelKind.TEXT
    else:
        text, kind = (label.text if label.kind == LabelKind.TEXT else None), LabelKind(label.kind)
    picture = _word_path(place, word)
    return {
        "id": f"w{word.pk}",
        "text": text,
        "confirmed": label is not None,
        "kind": kind.value,
        "start": word.start,
        "end": word.end,
        "polygon": label.polygon if label else word.polygon,
        "picture": picture if picture in pictures else None,
        "reading": reading.text if reading else None,
        "confidence": reading.confidence if reading else None,
    }


def _whole_text(words: Iterable[Word]) -> str | None:
    """The line's text if people confirmed all of it; a line of no words at all is nothing to learn from."""
    texts = []
    for word in words:
        label = standing_label(word)
        if label is None or label.kind == LabelKind.ILLEGIBLE:
            return None
        if label.kind == LabelKind.TEXT:
            texts.append(label.text)
    return " ".join(texts) or None


def _pictures(place: _Place) -> dict[str, bytes]:
    """The line's picture and those of its confirmed texts, by path; empty where the line has no picture."""
    if not place.line.picture:
        return {}
    with place.line.picture.open("rb") as file:
        data = file.read()
    found = {_line_path(place): data}
    with Image.open(io.BytesIO(data)) as picture:
        for word in place.words:
            if _is_text(word) and word.end > word.start:
                found[_word_path(place, word)] = _cut(picture, word.start, word.end)
    return found


def _cut(picture: Image.Image, start: float, end: float) -> bytes:
    """The part of the picture between two shares of its width, as PNG."""
    left = min(max(0, floor(start * picture.width)), picture.width - 1)
    right = max(left + 1, min(picture.width, ceil(end * picture.width)))
    png = io.BytesIO()
    picture.crop((left, 0, right, picture.height)).save(png, "PNG")
    return png.getvalue()


def _is_text(word: Word) -> bool:
    label = standing_label(word)
    return label is not None and label.kind == LabelKind.TEXT


def _line_path(place: _Place) -> str:
    suffix = PurePosixPath(place.line.picture.name or "").suffix
    return f"lines/{place.page.document_id}/l{place.line.pk}{suffix}"


def _word_path(place: _Place, word: Word) -> str:
    return f"words/{place.page.document_id}/w{word.pk}.png"


def _counted(place: _Place, row: Row) -> dict[str, int]:
    confirmed = sum(_is_text(word) for word in place.words)
    return {"lines": 1, "complete_lines": int(row["text"] is not None), "confirmed_words": confirmed}


def _manifest(project: Project, created: datetime, counts: dict[str, Counter[str]]) -> bytes:
    keys = ("lines", "complete_lines", "confirmed_words")
    whole = {
        "project": project.slug,
        "language": project.language,
        "created": created.astimezone(UTC).isoformat(timespec="seconds"),
        "splits": {split: {key: counted[key] for key in keys} for split, counted in counts.items()},
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
