"""Reading pages again, so that new words, settings or readers reach what was read before. Lines with words that
somebody is at, or has said something about, stay as they are; see held_words.py."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from ..models import JobKind, Label, Page, PageState, Project
from .jobs import queue


def unreviewed_pages(project: Project) -> QuerySet[Page]:
    """Pages that are read, and on which no label stands."""
    labelled = Label.objects.filter(page=OuterRef("pk"), withdrawn_at=None)
    return Page.objects.filter(~Exists(labelled), document__project=project, state=PageState.READ)


@transaction.atomic
def find_lines_anew(*, page: Page) -> None:
    """Queue the page as if nobody had mended its lines: the machine looks for them again. Labels stay."""
    Page.objects.filter(pk=page.pk).update(mended_by=None, mended_at=None)
    queue(JobKind.READ_PAGE, page.document.project, page=page)


@transaction.atomic
def read_unreviewed_again(*, project: Project) -> int:
    """Queue all of them; returns how many."""
    pages = list(unreviewed_pages(project).order_by("pk"))
    for page in pages:
        queue(JobKind.READ_PAGE, project, page=page)
    return len(pages)
