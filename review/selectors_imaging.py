"""What the page of a project's preprocessing shows."""

from __future__ import annotations

from dataclasses import dataclass

from recognition.models import Job, JobKind, JobState, Page, PageState, Project, StepPicture
from recognition.services.read_again import unreviewed_pages

#: A list to choose from stays short.
LISTED = 100
_AT_WORK = (JobState.WAITING, JobState.RUNNING)
_FAILED = (JobState.FAILED, JobState.SET_ASIDE)


@dataclass(frozen=True, slots=True)
class StepPictures:
    """`pages`: those one can look at; `shown`: the one whose pictures there are or will be; `pictures` by step.
    `working`: whether a worker makes them anew; `error`: why it could not."""

    pages: tuple[Page, ...]
    shown: Page | None
    pictures: dict[str, StepPicture]
    working: bool
    error: str
    unreviewed: int


def step_pictures(project: Project) -> StepPictures:
    pages = Page.objects.filter(document__project=project).select_related("document")
    job = Job.objects.filter(project=project, kind=JobKind.SHOW_STEPS).select_related("page__document").last()
    listed = tuple(pages.exclude(state=PageState.WAITING)[:LISTED])
    shown = job.page if job else (listed[0] if listed else None)
    pictures = {p.step: p for p in shown.step_pictures.all()} if job and shown else {}
    return StepPictures(
        pages=listed,
        shown=shown,
        pictures=pictures,
        working=job is not None and job.state in _AT_WORK,
        error=job.error if job is not None and job.state in _FAILED else "",
        unreviewed=unreviewed_pages(project).count(),
    )
