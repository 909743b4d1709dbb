"""Words that stay as they are when their page is read again, with the whole line they stand on: somebody is at them, or
has said something that hangs on the word alone. A label is no such thing; it finds its place among new words.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from ..models import Line, Note, Page, Word


def held_lines(page: Page) -> set[int]:
    """Keys of the lines that must not be read again now. Ask while the page's words are locked: who takes a word, or
    says something about it, locks it first."""
    notes = Note.objects.filter(page=page, withdrawn_at=None, done_at=None)
    theirs: Q = import_string(settings.HELD_WORDS)()  # by dotted path: this room does not know who reviews
    words = Word.objects.filter(theirs | Q(pk__in=notes.filter(word__isnull=False).values("word")), page=page)
    about = Q(pk__in=notes.filter(line__isnull=False).values("line")) | Q(pk__in=words.values("line"))
    return set(Line.objects.filter(about, page=page).values_list("pk", flat=True))
