"""JSON: the records as they are, with every word's author, confidence and alternatives."""

from __future__ import annotations

import json

from ..engine.transcription import Line, Note, Page, Region, Transcription, Word
from .format import Stamp
from .plain import page_text


def write(transcription: Transcription, stamp: Stamp) -> bytes:
    """One object of the whole transcription, UTF-8, indented, ending in a newline."""
    whole = {
        "title": transcription.title,
        "language": transcription.language,
        "model": transcription.model,
        "creator": stamp.creator,
        "created": stamp.moment,
        "pages": [page_object(page) for page in transcription.pages],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def page_object(page: Page) -> dict[str, object]:
    """The page as JSON-able values."""
    return {
        "image": page.image,
        "width": page.width,
        "height": page.height,
        "steps": list(page.steps),
        "text": page_text(page),
        "regions": [_region(region) for region in page.regions],
        "notes": [_note(note) for note in page.notes],
    }


def _note(note: Note) -> dict[str, object]:
    return {
        "about": note.about or None,
        "quote": note.quote,
        "text": note.text,
        "author": note.author,
        "created": note.created,
        "done": note.is_done,
        "answers": [_note(answer) for answer in note.answers],
    }


def _region(region: Region) -> dict[str, object]:
    lines = [_line(line) for line in region.lines]
    return {"id": region.id, "kind": region.kind, "polygon": region.polygon, "lines": lines}


def _line(line: Line) -> dict[str, object]:
    return {
        "id": line.id,
        "text": line.text,
        "baseline": line.baseline,
        "polygon": line.polygon,
        "words": [_word(word) for word in line.words],
    }


def _word(word: Word) -> dict[str, object]:
    return {
        "id": word.id,
        "text": word.text,
        "author": word.author,
        "confidence": word.confidence,
        "polygon": word.polygon,
        "alternatives": [{"text": a.text, "confidence": a.confidence, "source": a.source} for a in word.alternatives],
    }
