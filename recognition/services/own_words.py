"""A project's own words: typed, or from text files. They count for the next page that is read, without training."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from ..engine.decoding.lexicon import WORD
from ..engine.text import normalise
from ..models import Project, WordList
from .ingest import shown_name
from .locking import lock_project

#: A word or formula; behind a colon, or the tab of a spreadsheet, how often it counts.
_LINE = re.compile(r"(.*?)(?:\s*[:\t]\s*(\d{1,6}))?\s*")
_AGAIN = "Save it as plain text in UTF-8 and choose it again."


class WordsRefused(ValueError):
    """The message is a sentence for the person who brought the words."""


def typed_list(project: Project) -> WordList:
    """What people have typed so far; an empty list that is not stored yet where they have not."""
    return project.word_lists.filter(name="").first() or WordList(project=project)


def type_words(*, project: Project, text: str, user: AbstractBaseUser | None) -> WordList:
    """Keep what was typed, one word or formula a line, instead of what stood there. Raises WordsRefused."""
    if len(text.encode()) > settings.WORDS_BYTES:
        raise WordsRefused(f"The list is larger than {_limit()}. Save it as a text file, in parts, and upload these.")
    return _keep(project, "", text, _counted(text.splitlines()), user)


@transaction.atomic
def add_words(*, project: Project, words: Iterable[str], user: AbstractBaseUser | None = None) -> WordList:
    """Put words or formulae below the typed ones, those that do not stand there yet. Raises WordsRefused."""
    lines = typed_list(lock_project(project)).text.splitlines()
    new = [word for word in dict.fromkeys(words) if word not in lines]
    return type_words(project=project, text="\n".join([*lines, *new]), user=user)


def take_words(*, project: Project, name: str, stream: BinaryIO, user: AbstractBaseUser | None = None) -> WordList:
    """Take in the words of a text file, instead of those of an earlier one of its name. Raises WordsRefused."""
    name = shown_name(name)
    data = stream.read(settings.WORDS_BYTES + 1)
    if len(data) > settings.WORDS_BYTES:
        raise WordsRefused(f"{name} is larger than {_limit()}. Split it and upload its parts.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WordsRefused(f"{name} is no text in UTF-8. {_AGAIN}") from None
    if "\0" in text:  # no text has it: another encoding, or no text at all
        raise WordsRefused(f"{name} is no text in UTF-8. {_AGAIN}")
    counts = Counter(WORD.findall(normalise(text)))
    if not counts:
        raise WordsRefused(f"{name} holds no words. Choose a text with words of letters.")
    return _keep(project, name, "", counts, user)


def remove_words(*, words: WordList) -> None:
    """Forget the words of a file."""
    words.delete()


def _keep(project: Project, name: str, text: str, counts: Counter[str], user: AbstractBaseUser | None) -> WordList:
    kept, _ = WordList.objects.update_or_create(
        project=project,
        name=name,
        defaults={
            "text": text, "counts": counts, "words": len(counts), "changed_by": user, "changed_at": timezone.now()
        },
    )  # fmt: skip
    return kept


def _counted(lines: Iterable[str]) -> Counter[str]:
    """How often the words of each line count; lexicons know letters only, so numbers in a formula do not."""
    counts: Counter[str] = Counter()
    for match in filter(None, map(_LINE.fullmatch, lines)):
        for word in WORD.findall(normalise(match[1])):
            counts[word] += int(match[2] or 1)
    return +counts


def _limit() -> str:
    return f"{settings.WORDS_BYTES / 1e6:,.1f} MB"
