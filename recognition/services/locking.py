"""Rows held against others until the transaction ends. SQLite holds the whole database instead.

Whoever needs several takes the project first, then pages, then words, each in the order of their keys: so of two that
meet one waits for the other, and never each for the other. A row that nobody removes is held so that others may still
refer to it (`no_key`): a decision about a word refers to its page, whose holder may be waiting for the word.

Read what hangs on the rows only afterwards: a query that waits for a row may join it to what stood there before.
"""

from __future__ import annotations

from typing import Any

from ..models import Page, Project, Word


def lock_project(project: Project) -> Project:
    """As it stands now."""
    return Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def lock_page(page_id: int) -> Page | None:
    """The page as it stands now, and all words on it; None where it is gone. Whoever takes a word or says something
    about it locks that: so no lease, label or question can come or go."""
    page = Page.objects.select_for_update(of=("self",), no_key=True).filter(pk=page_id).order_by("pk").first()
    lock_words(page=page_id)
    return page


def lock_page_for_removal(page_id: int) -> Page | None:
    """As `lock_page`, and then against all who refer to the page: they find it gone. Only then, because who holds a
    word of it refers to the page when they commit."""
    if lock_page(page_id) is None:
        return None
    return Page.objects.select_for_update(of=("self",)).filter(pk=page_id).first()


def lock_words(**which: Any) -> list[int]:
    """The keys of those that are there."""
    words = Word.objects.select_for_update(of=("self",)).filter(**which).order_by("pk")
    return [word.pk for word in words.only("pk")]
