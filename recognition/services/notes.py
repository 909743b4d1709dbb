"""Notes on pages, lines and words: left, answered, marked as done, taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from ..models import Line, Note, Page, Word
from .locking import lock_page, lock_words

LONGEST_NOTE = 500


class NoteRefused(ValueError):
    """The message is a sentence for the person who writes."""


def leave_note(
    *,
    about: Page | Line | Word,
    text: str,
    author: AbstractBaseUser,
    token: UUID,
    quote: str = "",
    for_experts: bool = False,
) -> Note:
    """Keep a note, once for each token. `quote`: the text of the line or word as it stands. Raises NoteRefused, also
    where a new reading has taken the line or word away, or the page is removed."""
    word = about if isinstance(about, Word) else None
    line = about if isinstance(about, Line) else None
    page = about.pk if isinstance(about, Page) else about.page_id
    note = Note(page_id=page, line=line, word=word, quote=quote[:500], for_experts=for_experts)
    with transaction.atomic():
        _lock(about)
        return _keep(note, text, author, token)


def _lock(about: Page | Line | Word) -> None:
    """Against who reads the page again, or removes it. A line may hold no words, so its page is locked."""
    if isinstance(about, Word):
        lock_words(pk=about.pk)
    elif isinstance(about, Line):
        lock_page(about.page_id)
    else:
        Page.objects.select_for_update(of=("self",), no_key=True).filter(pk=about.pk).first()
    if not type(about).objects.filter(pk=about.pk).exists():
        raise NoteRefused(gone())


def gone() -> str:
    """What is said about a note on what is there no more."""
    return gettext("What the note is about is no longer there: the page was read again, or removed.")


def answer_note(*, note: Note, text: str, author: AbstractBaseUser, token: UUID) -> Note:
    """Answers stand below the note that began it all, also answers to answers. Raises NoteRefused."""
    first = note.answers or note
    with transaction.atomic():
        _lock(first.page)
        return _keep(Note(page_id=first.page_id, answers=first), text, author, token)


def mark_done(*, note: Note, user: AbstractBaseUser) -> None:
    """The note stays where it is, but asks nobody any more."""
    Note.objects.filter(pk=note.pk, done_at=None).update(done_at=timezone.now(), done_by_id=user.pk)


def mark_open(*, note: Note) -> None:
    Note.objects.filter(pk=note.pk).update(done_at=None, done_by=None)


def withdraw_note(*, note: Note) -> None:
    """Its author takes it back; it is shown nowhere any more."""
    Note.objects.filter(pk=note.pk).update(withdrawn_at=timezone.now())


def _keep(note: Note, text: str, author: AbstractBaseUser, token: UUID) -> Note:
    note.text, note.author_id, note.token = _checked(text), author.pk, token
    try:
        with transaction.atomic():
            note.save()
    except IntegrityError:
        known = Note.objects.filter(token=token, author_id=author.pk).first()
        if known is None:
            raise NoteRefused(gettext("This note carries the token of somebody else's. Reload the page.")) from None
        return known
    return note


def _checked(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise NoteRefused(gettext("Write a few words: the note is empty."))
    if len(text) > LONGEST_NOTE:
        raise NoteRefused(gettext("A note may have at most %(most)s characters.") % {"most": LONGEST_NOTE})
    return text
