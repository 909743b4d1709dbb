"""The notes of a page, as its view shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db.models import Prefetch

from recognition.models import Note, Page


@dataclass(frozen=True, slots=True)
class Thread:
    """A note with its answers. `token` is for the answer that may come."""

    note: Note
    answers: Sequence[Note]
    token: UUID


def page_notes(page: Page) -> list[Thread]:
    """Open ones first."""
    answers = Note.objects.filter(withdrawn_at=None).select_related("author").order_by("pk")
    notes = page.notes.filter(withdrawn_at=None, answers=None).select_related("author", "done_by", "word", "line")
    found = list(notes.prefetch_related(Prefetch("replies", queryset=answers)).order_by("pk"))
    found.sort(key=lambda note: note.done_at is not None)
    return [Thread(note, list(note.replies.all()), uuid4()) for note in found]
