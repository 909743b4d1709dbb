"""A note that somebody leaves at the desk."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser

from recognition.models import Line, Note, Page, Project, Word
from recognition.services.notes import NoteRefused, gone, leave_note
from review import selectors
from review.selectors_second import Viewer

#: What a note can be about, by the name that the desk uses.
NOTED: dict[str, type[Page] | type[Line] | type[Word]] = {"page": Page, "line": Line, "word": Word}
_PROJECT = {"page": "document__project", "line": "page__document__project", "word": "page__document__project"}


def note(*, project: Project, user: AbstractBaseUser, about: str, id: int, text: str, token: UUID) -> Note:
    """Keep it once for each token. Raises NoteRefused, also where a new reading has taken the line or word away."""
    found = NOTED[about].objects.filter(pk=id, **{_PROJECT[about]: project}).first()
    if found is None:
        raise NoteRefused(gone())
    return leave_note(about=found, text=text, author=user, token=token, quote=_quote(found, Viewer(project, user)))


def _quote(found: Page | Line | Word, viewer: Viewer) -> str:
    """The text as it stands; of what is looked at again, as the machine read it."""
    if isinstance(found, Page):
        return ""
    line = found if isinstance(found, Line) else found.line
    words = selectors.words_of([line]).get(line.pk, [])
    looks = viewer.looks([line])
    asked = [word for word in words if isinstance(found, Line) or word.pk == found.pk]
    return " ".join(filter(None, (selectors.told_text(word, looks) for word in asked)))
