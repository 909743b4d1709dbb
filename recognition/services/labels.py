"""The agreed human text. Only this module writes labels, and only people's decisions lead here."""

from __future__ import annotations

import unicodedata

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from ..models import Label, LabelKind, Word
from .locking import lock_words

LONGEST = 500


class LabelError(ValueError):
    """The message is a sentence for the person who decided."""


def make_label(*, word: Word, kind: LabelKind, text: str, author: AbstractBaseUser) -> Label:
    """A label with its own copy of the word's geometry. The word's label so far is withdrawn."""
    text = _checked(kind, text)
    with transaction.atomic():
        lock_words(pk=word.pk)
        place = Word.objects.select_related("line", "reading", "label").get(pk=word.pk)
        if place.label is not None:
            _withdraw(place.label)
        label = Label.objects.create(
            page_id=place.page_id,
            kind=kind,
            text=text,
            polygon=place.polygon,
            line_baseline=place.line.baseline,
            line_polygon=place.line.polygon,
            line_position=place.line.position,
            position=place.position,
            reading_text=place.reading.text if place.reading else "",
            author=author,
        )
        Word.objects.filter(pk=place.pk).update(label=label)
    word.label = label
    return label


def withdraw_label(*, label: Label, restore: Label | None) -> None:
    """Take a label back; its words get `restore`, the label they had before, or stand as the machine read them."""
    with transaction.atomic():
        lock_words(label=label)
        _withdraw(label)
        if restore is not None:
            Label.objects.filter(pk=restore.pk).update(withdrawn_at=None)
            restore.withdrawn_at = None
        Word.objects.filter(label=label).update(label=restore)


def _withdraw(label: Label) -> None:
    label.withdrawn_at = timezone.now()
    label.save(update_fields=["withdrawn_at"])


def _checked(kind: LabelKind, text: str) -> str:
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if kind != LabelKind.TEXT:
        return ""
    if not text:
        raise LabelError("A word needs a text. If nothing is written there, say that it is not a word.")
    if len(text) > LONGEST:
        raise LabelError(f"A word may have at most {LONGEST} characters.")
    return text
