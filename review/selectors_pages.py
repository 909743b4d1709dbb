"""What the pages show of projects, documents and pages. The review desk has selectors of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from recognition.models import Document, Job, JobState, Page, PageState, Project, Source, SourceState, Word
from recognition.selectors import REMOVALS, flagged
from review.selectors_removal import document_is_removed, project_is_removed

FAILED_PAGE = (PageState.FAILED, PageState.SET_ASIDE)
FAILED_JOB = (JobState.FAILED, JobState.SET_ASIDE)


@dataclass(frozen=True, slots=True)
class WordCounts:
    """`remaining`: those that the project asks about and nobody has decided yet."""

    words: int = 0
    confirmed: int = 0
    remaining: int = 0

    @property
    def unconfirmed(self) -> int:
        return self.words - self.confirmed

    @property
    def percent(self) -> str:
        """Confirmed words, rounded down: 100 means all of them. Below ten per cent with one decimal."""
        tenths = self.confirmed * 1000 // self.words if self.words else 0
        return str(tenths // 10) if tenths >= 100 or tenths % 10 == 0 else f"{tenths / 10:.1f}"


@dataclass(frozen=True, slots=True)
class ProjectSummary:
    project: Project
    documents: int
    pages: int
    counts: WordCounts
    is_being_removed: bool


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """`cover` is the id of the first page; None while nothing is unpacked."""

    document: Document
    pages: int
    read: int
    failed: int
    cover: int | None
    counts: WordCounts
    is_being_removed: bool

    @property
    def waiting(self) -> int:
        return self.pages - self.read - self.failed


@dataclass(frozen=True, slots=True)
class PageSummary:
    page: Page
    counts: WordCounts


@dataclass(frozen=True, slots=True)
class FailedWork:
    """Work that ended badly: `job` can be tried again; `page` is None where it was about no page."""

    job: Job
    page: Page | None
    sentence: str

    @property
    def name(self) -> str:
        return str(self.page or self.job.source or self.job.document or self.job.project)


@dataclass(frozen=True, slots=True)
class Troubles:
    refused: Sequence[Source]
    failed: Sequence[FailedWork]
    warned: Sequence[Page]

    def __bool__(self) -> bool:
        return bool(self.refused or self.failed or self.warned)


def project_summaries(projects: QuerySet[Project]) -> list[ProjectSummary]:
    """The given projects by name, in four queries whatever their number."""
    listed = list(projects.annotate(is_being_removed=project_is_removed()).order_by("name"))
    documents = _numbers(Document.objects.filter(project__in=listed, pages__isnull=False), "project", distinct=True)
    pages = _numbers(Page.objects.filter(document__project__in=listed), "document__project")
    counts = _word_counts(Word.objects.filter(page__document__project__in=listed), "page__document__project")
    return [
        ProjectSummary(
            p, documents.get(p.pk, 0), pages.get(p.pk, 0), counts.get(p.pk, WordCounts()), p.is_being_removed
        )
        for p in listed
    ]


def project_documents(project: Project) -> list[DocumentSummary]:
    return _document_summaries(shown_documents(project), Word.objects.filter(page__document__project=project))


def shown_documents(project: Project) -> QuerySet[Document]:
    """Documents with pages, and those whose files still wait to be opened."""
    unopened = Q(sources__state=SourceState.WAITING)
    shown = project.documents.filter(Q(pages__isnull=False) | unopened)
    return Document.objects.filter(pk__in=shown.values("pk"))


def document_summary(document: Document) -> DocumentSummary:
    alone = Document.objects.filter(pk=document.pk).select_related("project")
    return _document_summaries(alone, Word.objects.filter(page__document=document))[0]


def document_pages(document: Document) -> list[PageSummary]:
    counts = _word_counts(Word.objects.filter(page__document=document), "page")
    return [PageSummary(page, counts.get(page.pk, WordCounts())) for page in document.pages.order_by("number")]


def troubles(project: Project) -> Troubles:
    """All that a person should look at: refused files, failed work, and scans that are hard to read."""
    failed = project.jobs.filter(state__in=FAILED_JOB)
    jobs = failed.select_related("page__document", "source", "document", "project").order_by("pk")
    pages = Page.objects.filter(document__project=project).select_related("document")
    return Troubles(
        refused=list(project.sources.filter(state=SourceState.REFUSED).order_by("-pk")),
        failed=list(_latest(jobs)),
        warned=list(pages.exclude(warnings=[]).order_by("document__title", "number")),
    )


def failed_job(page: Page) -> Job | None:
    """What a retry of the page would try again."""
    if page.state not in FAILED_PAGE:
        return None
    return page.jobs.filter(state__in=FAILED_JOB).order_by("pk").last()


def _latest(jobs: Iterable[Job]) -> Iterable[FailedWork]:
    """One entry a page or file: its last failure, where nothing has mended it since. And every removal."""
    last = {(job.page_id, job.source_id, job.document_id, job.kind in REMOVALS): job for job in jobs}
    for job in last.values():
        if job.page is not None and job.page.state in FAILED_PAGE:
            yield FailedWork(job, job.page, job.page.error or job.error)
        elif job.kind in REMOVALS or (job.source is not None and job.source.state == SourceState.WAITING):
            yield FailedWork(job, None, job.error)


def _document_summaries(documents: QuerySet[Document], words: QuerySet[Word]) -> list[DocumentSummary]:
    counts = _word_counts(words, "page__document")
    first = Page.objects.filter(document=OuterRef("pk")).order_by("number").values("pk")[:1]
    annotated = documents.annotate(
        page_count=Count("pages", distinct=True),
        read_count=Count("pages", distinct=True, filter=Q(pages__state=PageState.READ)),
        failed_count=Count("pages", distinct=True, filter=Q(pages__state__in=FAILED_PAGE)),
        cover=Subquery(first),
        is_being_removed=document_is_removed(),
    )
    return [
        DocumentSummary(
            document=document,
            pages=document.page_count,
            read=document.read_count,
            failed=document.failed_count,
            cover=document.cover,
            counts=counts.get(document.pk, WordCounts()),
            is_being_removed=document.is_being_removed,
        )
        for document in annotated.order_by("title", "pk")
    ]


def _word_counts(words: QuerySet[Word], key: str) -> dict[int, WordCounts]:
    asked = Q(label__isnull=True) & flagged()
    rows = (
        words.order_by()
        .values(key)
        .annotate(total=Count("pk"), confirmed=Count("label"), remaining=Count("pk", filter=asked))
        .values_list(key, "total", "confirmed", "remaining")
    )
    return {group: WordCounts(total, confirmed, remaining) for group, total, confirmed, remaining in rows}


def _numbers(rows: QuerySet, key: str, *, distinct: bool = False) -> dict[int, int]:
    counted = rows.order_by().values(key).annotate(number=Count("pk", distinct=distinct))
    return dict(counted.values_list(key, "number"))
