"""What is being removed, and what would go with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from recognition.models import Document, Job, JobKind, Label, Note, Page, Project
from recognition.selectors import UNDER_WAY


@dataclass(frozen=True, slots=True)
class Loss:
    """What would be gone for good. `words`: that people have decided; `notes`: with their answers."""

    pages: int
    words: int
    notes: int


def document_loss(document: Document) -> Loss:
    return _loss(Q(document=document))


def project_loss(project: Project) -> Loss:
    return _loss(Q(document__project=project))


def _loss(which: Q) -> Loss:
    pages = Page.objects.filter(which)
    return Loss(
        pages=pages.count(),
        words=Label.objects.filter(page__in=pages, withdrawn_at=None).count(),
        notes=Note.objects.filter(page__in=pages, withdrawn_at=None).count(),
    )


def project_is_removed() -> Exists:
    """A condition on projects: their removal waits or runs."""
    jobs = Job.objects.filter(kind=JobKind.REMOVE_PROJECT, state__in=UNDER_WAY)
    return Exists(jobs.filter(project=OuterRef("pk")))


def document_is_removed() -> Exists:
    """A condition on documents: their removal waits or runs, or that of their project."""
    alone = Q(kind=JobKind.REMOVE_DOCUMENT, document=OuterRef("pk"))
    with_all = Q(kind=JobKind.REMOVE_PROJECT, project=OuterRef("project"))
    return Exists(Job.objects.filter(alone | with_all, state__in=UNDER_WAY))


def is_being_removed(project: Project) -> bool:
    return Project.objects.filter(project_is_removed(), pk=project.pk).exists()
