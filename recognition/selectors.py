"""What is known about projects: reads only, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.lookups import LessThan

from .engine.confidence.checks import lot
from .models import Job, JobKind, JobState, Page, PageState, Project, Source, SourceState, Word

UNDER_WAY = (JobState.WAITING, JobState.RUNNING)
REMOVALS = (JobKind.REMOVE_DOCUMENT, JobKind.REMOVE_PROJECT)
#: A list that goes to the browser every second stays short; the counts stay whole.
LISTED = 50


@dataclass(frozen=True, slots=True)
class RefusedSource:
    id: int
    name: str
    message: str


@dataclass(frozen=True, slots=True)
class FailedJob:
    """`id` is what a retry takes."""

    id: int
    kind: str
    state: str
    name: str
    error: str
    page_id: int | None
    source_id: int | None


@dataclass(frozen=True, slots=True)
class ProjectProgress:
    """`flagged`: words that the project asks about; `decided`: words with a label;
    `remaining`: flagged without one; `confirmed_share`: words with a label ÷ words. Machine text never counts.
    `removals`: that wait or run; they are no part of the other jobs, unless they have failed."""

    pages: int
    pages_read: int
    pages_failed: int
    pages_waiting: int
    words: int
    flagged: int
    decided: int
    remaining: int
    confirmed_share: float
    jobs_running: int
    jobs_waiting: int
    jobs_failed: int
    removals: int
    sources_refused: int
    refused: tuple[RefusedSource, ...]
    failed: tuple[FailedJob, ...]


def in_doubt(project: Project) -> Q:
    """The words whose reading is below the project's threshold."""
    return Q(reading__confidence__lt=project.threshold)


def flagged(project: Project | None = None) -> Q:
    """The words that the project asks about, decided or not: those in doubt, and random checks among the others.
    Without a project: that each word's own asks about. `review.policy.is_flagged` says the same of plain values."""
    if project is None:
        own = "page__document__project"
        some = Q(**{f"{own}__checks__gt": 0})  # lots take time to work out, and most projects have no checks
        return _flagged(F(f"{own}__threshold"), some & Q(LessThan(lot(F("pk")), F(f"{own}__checks"))))
    if not project.checks:
        return in_doubt(project)
    return _flagged(project.threshold, Q(LessThan(lot(F("pk")), project.checks)))


def _flagged(threshold: float | F, drawn: Q) -> Q:
    return Q(reading__confidence__lt=threshold) | (Q(reading__confidence__gte=threshold) & drawn)


def project_progress(project: Project) -> ProjectProgress:
    pages = Page.objects.filter(document__project=project).aggregate(
        pages=Count("pk"),
        pages_read=Count("pk", filter=Q(state=PageState.READ)),
        pages_failed=Count("pk", filter=Q(state__in=[PageState.FAILED, PageState.SET_ASIDE])),
        pages_waiting=Count("pk", filter=Q(state__in=[PageState.WAITING, PageState.READING])),
    )
    asked = flagged(project)
    words = Word.objects.filter(page__document__project=project).aggregate(
        words=Count("pk"),
        flagged=Count("pk", filter=asked),
        decided=Count("label"),
        remaining=Count("pk", filter=asked & Q(label=None)),
    )
    removal = Q(kind__in=REMOVALS)
    jobs = (
        Job.objects.filter(project=project)
        .exclude(kind=JobKind.FINE_TUNE)
        .aggregate(
            jobs_running=Count("pk", filter=~removal & Q(state=JobState.RUNNING)),
            jobs_waiting=Count("pk", filter=~removal & Q(state=JobState.WAITING)),
            jobs_failed=Count("pk", filter=Q(state__in=[JobState.FAILED, JobState.SET_ASIDE])),
            removals=Count("pk", filter=removal & Q(state__in=UNDER_WAY)),
        )
    )
    refused = Source.objects.filter(project=project, state=SourceState.REFUSED)
    return ProjectProgress(
        **pages,
        **words,
        **jobs,
        confirmed_share=words["decided"] / words["words"] if words["words"] else 0.0,
        sources_refused=refused.count(),
        refused=tuple(
            RefusedSource(*row) for row in refused.order_by("-pk").values_list("pk", "name", "message")[:LISTED]
        ),
        failed=_failed_jobs(project),
    )


def last_job(*, page: Page | None = None, source: Source | None = None) -> Job | None:
    """The latest job of a page or a source: the one a retry button names."""
    return Job.objects.filter(page=page, source=source).last()


def _failed_jobs(project: Project) -> tuple[FailedJob, ...]:
    rows: list[dict[str, Any]] = list(
        Job.objects.filter(project=project, state__in=[JobState.FAILED, JobState.SET_ASIDE])
        .exclude(kind=JobKind.FINE_TUNE)  # its own page shows it
        .order_by("-pk")
        .values(
            "id", "kind", "state", "error", "page_id", "source_id",
            number=F("page__number"), title=F("page__document__title"), file=F("source__name"),
            document_title=F("document__title"), project_name=F("project__name"),
        )[:LISTED]
    )  # fmt: skip
    return tuple(
        FailedJob(
            id=row["id"],
            kind=row["kind"],
            state=row["state"],
            name=_name(row),
            error=row["error"],
            page_id=row["page_id"],
            source_id=row["source_id"],
        )
        for row in rows
    )


def _name(row: dict[str, Any]) -> str:
    page = f"{row['title']}, page {row['number']}" if row["page_id"] else ""
    return row["file"] or page or row["document_title"] or row["project_name"]
