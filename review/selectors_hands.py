"""What the pages about a project's hands show, in a fixed number of queries however many hands there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber

from recognition.models import Hand, Job, JobKind, JobState, Line, ModelVersion, Page, PageHand, Project
from recognition.services.hand_readers import LEAST_LINES, HandLabels, before_last, hand_labels, standing_promotions
from recognition.services.learning import confirmed_lines, is_learning
from recognition.services.promotion import LEAST_PAGES
from review.selectors_hand_results import HandRow, results_by_hand
from review.selectors_learning import LearningNow, VersionRow, judged_versions, learning_now

SAMPLES = 12


@dataclass(frozen=True, slots=True)
class SamplePage:
    """`line`: whose picture shows how the page is written; None where there is none."""

    page: Page
    line: int | None


@dataclass(frozen=True, slots=True)
class Gallery:
    """`lines`, `confirmed`: of all pages of the hand; `samples`: some of the pages."""

    row: HandRow
    lines: int
    confirmed: int
    samples: list[SamplePage]


@dataclass(frozen=True, slots=True)
class HandsPage:
    hands: list[Gallery]
    job: Job | None

    @property
    def is_going(self) -> bool:
        return self.job is not None and self.job.state in (JobState.WAITING, JobState.RUNNING)


def hands_page(project: Project) -> HandsPage:
    job = Job.objects.filter(project=project, kind=JobKind.GROUP_HANDS).last()
    lines = _by_hand(Line.objects.filter(page__document__project=project))
    confirmed, samples = _by_hand(confirmed_lines(project)), _samples(project)
    found = [
        Gallery(row, lines.get(row.hand.pk, 0), confirmed.get(row.hand.pk, 0), samples[row.hand.pk])
        for row in results_by_hand(project)
    ]
    return HandsPage(found, job)


def _by_hand(lines: QuerySet[Line]) -> dict[int, int]:
    written = lines.filter(page__written_by__isnull=False).order_by()
    return dict(written.values_list("page__written_by__hand").annotate(number=Count("pk")))


def _samples(project: Project) -> dict[int, list[SamplePage]]:
    """The first pages of each hand."""
    place = Window(RowNumber(), partition_by="hand", order_by=["page__document", "page__number", "pk"])
    written = PageHand.objects.filter(hand__project=project).annotate(place=place).filter(place__lte=SAMPLES)
    shown = list(written.select_related("page__document").order_by("hand", "place"))
    lines = Line.objects.filter(page__in=[row.page_id for row in shown]).exclude(picture="")
    longest = {page: line for line, page in lines.order_by("picture_width", "pk").values_list("pk", "page")}
    found: dict[int, list[SamplePage]] = defaultdict(list)
    for row in shown:
        found[row.hand_id].append(SamplePage(row.page, longest.get(row.page_id)))
    return found


@dataclass(frozen=True, slots=True)
class HandReaderPage:
    """`is_learning`: any reader of the project is, of which there is one at a time. `previous`: what a roll back leads
    to, None for the project's reader."""

    labels: HandLabels
    is_learning: bool
    now: LearningNow | None
    versions: list[VersionRow]
    can_roll_back: bool
    previous: ModelVersion | None

    @property
    def lines_needed(self) -> int:
        return max(0, LEAST_LINES - self.labels.lines)

    @property
    def pages_needed(self) -> int:
        """To prove anything about what was learned."""
        return max(0, LEAST_PAGES - self.labels.held_out)


def hand_reader_page(hand: Hand) -> HandReaderPage:
    last = hand.fine_tunings.select_related("dataset", "candidate").first()
    return HandReaderPage(
        labels=hand_labels(hand.project).get(hand.pk, HandLabels()),
        is_learning=is_learning(hand.project),
        now=learning_now(last) if last else None,
        versions=judged_versions(hand.model_versions.all()),
        can_roll_back=standing_promotions(hand).exists(),
        previous=before_last(hand),
    )
