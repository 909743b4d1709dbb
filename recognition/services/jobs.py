"""Background work: the only place that queues a task, and the truth about how far it came.

A task may be delivered twice, or its worker may die. A start is therefore claimed by a conditional update, a worker at
work gives a sign of life every few seconds, and `recover` queues again what has gone silent.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.exceptions import TimeoutException
from django_q.models import Schedule
from django_q.tasks import async_task

from ..models import DatasetVersion, Document, FineTuning, Job, JobKind, JobState, Page, PageState, Project, Source

log = logging.getLogger(__name__)

#: By dotted path, so that services never import tasks.
TASKS: dict[str, str] = {
    JobKind.UNPACK_SOURCE: "recognition.tasks.unpack_source",
    JobKind.READ_PAGE: "recognition.tasks.read_page",
    JobKind.READ_LINES: "recognition.tasks.read_lines_of_page",
    JobKind.LAY_FIELDS: "recognition.tasks.lay_fields_over_page",
    JobKind.SHOW_STEPS: "recognition.tasks.show_steps",
    JobKind.FINE_TUNE: "recognition.tasks.fine_tune",
    JobKind.GROUP_HANDS: "recognition.tasks.group_hands",
    JobKind.PACK_DATASET: "recognition.tasks.pack_dataset",
    JobKind.REMOVE_DOCUMENT: "review.tasks.remove_document",
    JobKind.REMOVE_PROJECT: "review.tasks.remove_project",
}
#: What workers do by themselves, by dotted path, and after how many minutes again.
SCHEDULE = {"recognition.tasks.learn_by_rule": 5}
#: Kinds that take hours have a queue and a worker of their own, so that no page waits for them; and no removal for the
#: reading of the pages that it takes away.
LONG = frozenset(
    kind.value for kind in (JobKind.FINE_TUNE, JobKind.PACK_DATASET, JobKind.REMOVE_DOCUMENT, JobKind.REMOVE_PROJECT)
)
FAILED = (JobState.FAILED, JobState.SET_ASIDE)
STARTS = 3
HEARTBEAT = timedelta(seconds=5)
#: Six missed heartbeats: the worker is gone, or so busy that a second reading does no harm.
SILENCE = timedelta(seconds=30)


class JobError(Exception):
    """The work cannot be done; the message is the sentence a person reads."""


def queue(
    kind: JobKind, project: Project, source: Source | None = None, page: Page | None = None,
    fine_tuning: FineTuning | None = None, dataset: DatasetVersion | None = None, document: Document | None = None,
    *, send: bool = True,
) -> Job:  # fmt: skip
    """A job that starts once the transaction is committed. One that already waits for the same work, or has failed at
    it, is used again.

    Without `send` no worker is told: the caller runs the job itself, at once. Should it die, `recover` finds the job.
    """
    work = {
        "kind": kind, "project": project, "source": source, "page": page, "fine_tuning": fine_tuning,
        "dataset": dataset, "document": document,
    }  # fmt: skip
    with transaction.atomic():
        _held(Job(**work)).get()  # so that two who queue the same at once have one job
        known = Job.objects.filter(**work, state__in=[JobState.WAITING, *FAILED]).last()
        if known is not None:
            return retry(known)
        job = Job.objects.create(**work)
        _show(job, PageState.WAITING)
        if send:
            _send(job)
    return job


def keep_schedule() -> None:
    """From now on the workers do by themselves what `SCHEDULE` says. It may be called any number of times."""
    for path, minutes in SCHEDULE.items():
        rule = {"func": path, "schedule_type": Schedule.MINUTES, "minutes": minutes, "cluster": settings.COMMON_CLUSTER}
        Schedule.objects.update_or_create(name=path, defaults=rule | {"kwargs": "{'q_options': {'save': False}}"})


def retry(job: Job) -> Job:
    """Queue a failed job again, with its starts counted anew. A job that has not failed is left as it is."""
    with transaction.atomic():
        _held(job).first()
        changed = Job.objects.filter(pk=job.pk, state__in=FAILED).update(
            state=JobState.WAITING, attempts=0, error="", started_at=None, finished_at=None, heartbeat_at=timezone.now()
        )
        job.refresh_from_db()
        if changed:
            _show(job, PageState.WAITING)
            _send(job)
    return job


def run(job_id: int, work: Callable[[int], None]) -> None:
    """Claim the job, do `work` on the id of its page, source, fine-tuning, dataset, document or else project, and keep
    how it ended. Where all of that has been removed meanwhile, nothing is left to keep."""
    job = _start(job_id)
    if job is None:
        return
    try:
        with _heartbeat(job):
            work(_about(job)[1])
    except JobError as error:
        _end(job, JobState.FAILED, str(error))
    except TimeoutException:
        _end(job, JobState.FAILED, f"{_name(job)} took too long and was stopped. Retry it.")
        raise
    except Exception as error:
        if not Job.objects.filter(pk=job.pk).exists():
            return
        log.exception("%s failed", job)
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        _end(job, JobState.FAILED, f"{_name(job)} could not be processed ({reason}). Retry it.")
    else:
        _end(job, JobState.DONE)


def recover(*, starting: bool = False) -> int:
    """Queue again the jobs whose worker is gone or whose task was lost; how many. Call it every few seconds while
    workers run, and with `starting` when no worker of this installation runs yet."""
    silent = Q(heartbeat_at__lt=timezone.now() - SILENCE)
    lost = Job.objects.filter(silent, state=JobState.RUNNING)
    count = sum(_revive(job) for job in lost)
    waiting = Job.objects.filter(state=JobState.WAITING)
    common, long = waiting.exclude(kind__in=LONG), waiting.filter(kind__in=LONG)
    queues = ((settings.COMMON_CLUSTER, common, silent), (settings.LONG_CLUSTER, long, silent))
    return count + sum(_recover_waiting(*queue, starting) for queue in queues)


def _recover_waiting(queue_name: str, waiting: QuerySet[Job], silent: Q, starting: bool) -> int:
    """Send again the jobs of one queue whose task was lost; how many."""
    broker = get_broker(queue_name)
    if starting and broker.queue_size() >= waiting.count():
        return 0
    if not starting:
        if broker.queue_size() + broker.lock_size():
            return 0
        waiting = waiting.filter(silent)
    return sum(_revive(job) for job in waiting)


def _revive(job: Job) -> bool:
    """Send the job again, or set it aside; False where it is not sent, or somebody else was faster."""
    if job.attempts >= STARTS:
        _set_aside(job)
        return False
    seen = Job.objects.filter(pk=job.pk, state=job.state, heartbeat_at=job.heartbeat_at)
    with transaction.atomic():
        _held(job).first()
        if not seen.update(state=JobState.WAITING, heartbeat_at=timezone.now()):
            return False
        _show(job, PageState.WAITING)
        _send(job)
    return True


def _start(job_id: int) -> Job | None:
    """The job, claimed; None where it is done, at work elsewhere, gone, or was started too often."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        return None
    now = timezone.now()
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, heartbeat_at__lt=now - SILENCE)
    claim = Job.objects.filter(free, pk=job_id, attempts=job.attempts)
    if job.attempts >= STARTS:
        if claim.exists():
            _set_aside(job)
        return None
    with transaction.atomic():
        _held(job).first()
        if not claim.update(state=JobState.RUNNING, attempts=F("attempts") + 1, started_at=now, heartbeat_at=now):
            return None
        job.refresh_from_db()
        _show(job, PageState.READING)
    return job


def _end(job: Job, state: JobState, error: str = "") -> None:
    """Keep the end, unless another worker has taken the job over in the meantime."""
    with transaction.atomic():
        _held(job).first()
        mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
        if mine.update(state=state, error=error, finished_at=timezone.now()) and state == JobState.FAILED:
            _show(job, PageState.FAILED, error)


def _set_aside(job: Job) -> None:
    sentence = f"{_name(job)} stopped its worker {job.attempts} times and was set aside. Retry it when you like."
    seen = Job.objects.filter(pk=job.pk, attempts=job.attempts, state=job.state)
    with transaction.atomic():
        _held(job).first()
        if seen.update(state=JobState.SET_ASIDE, error=sentence, finished_at=timezone.now()):
            _show(job, PageState.SET_ASIDE, sentence)


def _show(job: Job, state: PageState, sentence: str = "") -> None:
    """What the job's page or source says about itself. Pictures of the steps change nothing about a page."""
    if job.page_id is not None and job.kind != JobKind.SHOW_STEPS:
        Page.objects.filter(pk=job.page_id).update(state=state, error=sentence)
    if job.source_id is not None:
        Source.objects.filter(pk=job.source_id).update(message=sentence)


def _about(job: Job) -> tuple[type[Model], int]:
    """What the job is about, as a model and a key."""
    known = (
        (Page, job.page_id), (Source, job.source_id), (FineTuning, job.fine_tuning_id),
        (DatasetVersion, job.dataset_id), (Document, job.document_id), (Project, job.project_id),
    )  # fmt: skip
    return next((model, key) for model, key in known if key is not None)


def _held(job: Job) -> QuerySet[Model]:
    """The row that the job is about, if it is there, held until the transaction ends; before the job itself, as by who
    removes it with its jobs, see locking.py."""
    model, key = _about(job)
    return model._default_manager.select_for_update(of=("self",), no_key=True).filter(pk=key)


def _name(job: Job) -> str:
    try:
        if job.page is not None:
            return f"Page {job.page.number} of “{job.page.document}”"
        return str(job.fine_tuning or job.source or job.dataset or job.document or job.project)
    except ObjectDoesNotExist:  # removed at this moment, and the job with it
        return str(job)


def _send(job: Job) -> None:
    # Robust: where the broker is down, the row stays, and `recover` sends it later.
    path, job_id = TASKS[job.kind], job.pk
    queue_name = settings.LONG_CLUSTER if job.kind in LONG else settings.COMMON_CLUSTER
    transaction.on_commit(lambda: async_task(path, job_id, cluster=queue_name, ack_failure=True), robust=True)


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    """Signs of life from a thread of its own, because reading a page is one long call."""
    stopped = threading.Event()

    def beat() -> None:
        while not stopped.wait(HEARTBEAT.total_seconds()):
            try:
                Job.objects.filter(pk=job.pk, attempts=job.attempts).update(heartbeat_at=timezone.now())
            except DatabaseError as error:
                log.warning("%s could not give a sign of life: %s", job, error)  # the next one may get through
            finally:
                connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()
