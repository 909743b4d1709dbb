"""Is the cluster of workers alive? Seen from outside, because a frozen cluster still says that it is well: a worker
that is killed while it waits for a task may take the queue's lock with it, and the others then wait for ever.

The sign of life is work: a task leaves the queue, or a worker uses the processor. While nothing is queued, a beat, a
task that does nothing, is put into the queue from time to time: frozen workers are found before they are needed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import async_task

#: Seconds without a sign of life after which a cluster with queued work counts as frozen.
PATIENCE = 20.0
#: Seconds between two beats.
EVERY = 15.0
#: Processor seconds of one process that are a sign of life: more than polling the queue takes in `PATIENCE` seconds.
WORK = 0.5


@dataclass(slots=True)
class Heartbeat:
    """Decides from what an outsider sees. Times are in seconds of one clock that only goes forward."""

    patience: float = PATIENCE
    _since: float | None = None
    _queued: frozenset[int] = frozenset()
    _used: dict[int, float] = field(default_factory=dict)

    def frozen(self, now: float, queued: Collection[int], used: Mapping[int, float]) -> bool:
        """`queued`: ids of the tasks that are not done; `used`: processor seconds of each process so far."""
        left = not self._queued <= frozenset(queued)
        worked = any(seconds - self._used.get(process, 0.0) > WORK for process, seconds in used.items())
        if self._since is None or not queued or left or worked:
            self._since, self._queued, self._used = now, frozenset(queued), dict(used)
            return False
        self._queued = frozenset(queued)
        return now - self._since > self.patience

    def reset(self) -> None:
        """The cluster has been started again."""
        self._since = None


def beat() -> None:
    """The task that does nothing."""


def queued_tasks(queue: str) -> frozenset[int]:
    return frozenset(OrmQ.objects.filter(key=queue).values_list("pk", flat=True))


def send_beat(queue: str) -> None:
    """It is no job of a project and leaves nothing behind, so it has no Job row."""
    async_task(f"{__name__}.beat", cluster=queue, save=False)


def release_tasks(queue: str) -> None:
    """Give back what dead workers had taken, so that it is handed out now and not when `retry` is over."""
    now = timezone.now()
    OrmQ.objects.filter(key=queue, lock__gt=now).update(lock=now)
