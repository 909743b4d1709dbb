"""Starting, stopping and repeating what a project's reader learns from its labels. Loads no reader: a worker does the
work, see fine_tuning.py."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from ..engine.backends.names import OURS
from ..models import FineTuning, Hand, Job, JobKind, JobState, Label, LabelKind, LearnRule, Line, Project, Word
from ..models.projects import Language
from .dataset_versions import HELD_OUT, LEARNED, DatasetError, make_dataset
from .jobs import queue, retry
from .locking import lock_project


class LearningError(ValueError):
    """The message is a sentence for the person who asked."""


def start_learning(
    *, project: Project, user: AbstractBaseUser | None, is_by_rule: bool = False, hand: Hand | None = None,
    from_readings: bool = False,
) -> FineTuning:  # fmt: skip
    """Write down the labels as a dataset version and queue a fine-tuning on it: of the project's reader, or of one for
    a hand alone, see hand_readers.py; or, `from_readings`, what the reader is sure of where nobody has reviewed
    anything, see dataset_versions.py. Raises LearningError."""
    if project.reader != OURS:
        raise LearningError("Only hwocr's own reader learns. Choose it in the project's settings first.")
    if from_readings and not may_learn_alone(project):
        raise LearningError(
            "Only the shipped reader gets used to pages by itself, and only where their language is known."
        )
    _refuse_a_second(project)
    try:
        dataset = make_dataset(project=project, user=user, hand=hand, from_readings=from_readings)
    except DatasetError as error:
        raise LearningError(str(error)) from error
    with transaction.atomic():
        lock_project(project)
        _refuse_a_second(project)  # somebody may have been faster while the labels were written down
        learning = FineTuning.objects.create(
            project=project, dataset=dataset, created_by=user, is_by_rule=is_by_rule, hand=hand,
            start=project.model_version if hand else None,
        )  # fmt: skip
        queue(JobKind.FINE_TUNE, project, fine_tuning=learning)
    return learning


def cancel_learning(*, learning: FineTuning) -> None:
    """Its worker stops within some steps, and keeps what is done, so that it can go on."""
    FineTuning.objects.filter(pk=learning.pk, candidate=None).update(is_cancelled=True)


def go_on_learning(*, learning: FineTuning) -> None:
    """Take up again what was cancelled or has failed."""
    with transaction.atomic():
        FineTuning.objects.filter(pk=learning.pk).update(is_cancelled=False)
        retry(job_of(learning))


def may_learn_alone(project: Project) -> bool:
    """From its own readings: a reader that labels have taught gains nothing by it, and the language is the judge."""
    return project.reader == OURS and project.model_version_id is None and project.language != Language.NONE


def _refuse_a_second(project: Project) -> None:
    if is_learning(project):
        raise LearningError("The reader is learning already. Wait for it, or cancel it first.")


def job_of(learning: FineTuning) -> Job:
    return learning.jobs.latest("pk")


def is_learning(project: Project) -> bool:
    return Job.objects.filter(
        project=project, kind=JobKind.FINE_TUNE, state__in=[JobState.WAITING, JobState.RUNNING]
    ).exists()


def confirmed_lines(project: Project) -> QuerySet[Line]:
    """Lines of which people have decided every word."""
    words = Word.objects.filter(line=OuterRef("pk"))
    open_words = words.filter(label=None)
    return Line.objects.filter(Exists(words), ~Exists(open_words), page__document__project=project)


def has_labels(project: Project) -> bool:
    """Of its own or imported."""
    own = Label.objects.filter(page__document__project=project, withdrawn_at=None, kind=LabelKind.TEXT)
    return own.exists() or project.dataset_versions.exclude(origin={}).exists()


def lines_since_learned(project: Project) -> int:
    """How many lines have been confirmed since the labels were last written down."""
    last = project.dataset_versions.filter(origin={}, hand=None, from_readings=False).last()
    sides = [last.counts[LEARNED], last.counts[HELD_OUT]] if last else []
    known = sum(side["lines"] - side.get("imported", 0) for side in sides)
    return max(0, confirmed_lines(project).count() - known)


def learn_by_rule(now: datetime | None = None) -> int:
    """Start what the rules of the projects ask for now; how many. The workers' schedule calls it."""
    hour, started = timezone.localtime(now).hour, 0
    for project in Project.objects.filter(reader=OURS).exclude(learn_rule=LearnRule.NEVER):
        if project.learn_rule == LearnRule.NIGHT and not is_night(hour, project.learn_from, project.learn_until):
            continue
        if lines_since_learned(project) >= project.learn_every and not is_learning(project):
            with suppress(LearningError):  # nothing to learn from yet
                start_learning(project=project, user=None, is_by_rule=True)
                started += 1
    return started


def is_night(hour: int, begins: int, ends: int) -> bool:
    """Whether a full hour lies from `begins` on and before `ends`, also past midnight; equal ones mean all day."""
    return (hour - begins) % 24 < ((ends - begins) % 24 or 24)


def change_rule(*, project: Project, rule: str, lines: int, begins: int, ends: int) -> None:
    """When the reader learns by itself: a `LearnRule`, after how many new lines, and between which hours at night."""
    project.learn_rule, project.learn_every, project.learn_from, project.learn_until = rule, lines, begins, ends
    project.full_clean()
    project.save(update_fields=["learn_rule", "learn_every", "learn_from", "learn_until"])
