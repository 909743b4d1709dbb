"""Starting, stopping and repeating what a project's reader learns from its labels. Loads no reader: a worker does the
work, see fine_tuning.py."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from ..engine.backends.names import OURS
from ..models import FineTuning, Job, JobKind, JobState, Project
from .dataset_versions import DatasetError, make_dataset
from .jobs import queue, retry


class LearningError(ValueError):
    """The message is a sentence for the person who asked."""


def start_learning(*, project: Project, user: AbstractBaseUser | None) -> FineTuning:
    """Write down the labels as a dataset version and queue a fine-tuning on it. Raises LearningError."""
    if project.reader != OURS:
        raise LearningError("Only hwocr's own reader learns. Choose it in the project's settings first.")
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        if is_learning(project):
            raise LearningError("The reader is learning already. Wait for it, or cancel it first.")
        try:
            dataset = make_dataset(project=project, user=user)
        except DatasetError as error:
            raise LearningError(str(error)) from error
        learning = FineTuning.objects.create(project=project, dataset=dataset, created_by=user)
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


def job_of(learning: FineTuning) -> Job:
    return learning.jobs.latest("pk")


def is_learning(project: Project) -> bool:
    return Job.objects.filter(
        project=project, kind=JobKind.FINE_TUNE, state__in=[JobState.WAITING, JobState.RUNNING]
    ).exists()
