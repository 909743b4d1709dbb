"""What the page about a project's hands shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from recognition.models import Hand, Job, JobKind, JobState, Line, Page, Project, Word
from recognition.services.learning import confirmed_lines

SAMPLES = 12


@dataclass(frozen=True, slots=True)
class SamplePage:
    """`line`: whose picture shows how the page is written; None where there is none."""

    page: Page
    line: int | None


@dataclass(frozen=True, slots=True)
class HandRow:
    """`error_rate`: labelled words that the reading had wrong, in per cent; None without labels."""

    hand: Hand
    pages: int
    lines: int
    confirmed: int
    flagged: int
    labels: int
    error_rate: float | None
    samples: list[SamplePage]


@dataclass(frozen=True, slots=True)
class HandsPage:
    rows: list[HandRow]
    job: Job | None

    @property
    def is_going(self) -> bool:
        return self.job is not None and self.job.state in (JobState.WAITING, JobState.RUNNING)


def hands_page(project: Project) -> HandsPage:
    hands = project.hands.annotate(size=Count("pages")).order_by("-size", "number")
    job = Job.objects.filter(project=project, kind=JobKind.GROUP_HANDS).last()
    return HandsPage([_row(hand, project) for hand in hands], job)


def _row(hand: Hand, project: Project) -> HandRow:
    pages = Page.objects.filter(written_by__hand=hand)
    words = Word.objects.filter(page__in=pages)
    open_words = Q(label=None, reading__confidence__lt=project.threshold)
    labelled = words.filter(label__kind="text").exclude(label__reading_text="")
    counts = labelled.values_list("label__text", "label__reading_text")
    wrong = sum(text != reading for text, reading in counts)
    return HandRow(
        hand,
        pages.count(),
        Line.objects.filter(page__in=pages).count(),
        confirmed_lines(project).filter(page__in=pages).count(),
        words.filter(open_words).count(),
        words.exclude(label=None).count(),
        100 * wrong / len(counts) if counts else None,
        _samples(pages),
    )


def _samples(pages: QuerySet[Page]) -> list[SamplePage]:
    shown = list(pages.select_related("document")[:SAMPLES])
    longest: dict[int, int] = {}
    rows = Line.objects.filter(page__in=[page.pk for page in shown]).exclude(picture="")
    for line, page in rows.order_by("picture_width", "pk").values_list("pk", "page"):
        longest[page] = line
    return [SamplePage(page, longest.get(page.pk)) for page in shown]
