"""The cluster of workers as a service, and the watch over it."""

from __future__ import annotations

import sys
from collections.abc import Callable

import psutil
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from recognition.services import jobs

from .groups import Group
from .heartbeat import EVERY, Heartbeat, queued_tasks, release_tasks, send_beat
from .supervisor import Service, say

LOOK_EVERY = 5.0
#: One thread a process, one process a core.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def workers() -> Service:
    group = Group("workers", [sys.executable, "manage.py", "qcluster"], ONE_THREAD)
    return Service(group, before_start=take_up)


def long_worker() -> Service:
    """For what takes hours. It gives way to everything else on the machine."""
    command = ["nice", "-n", "10", sys.executable, "manage.py", "qcluster"]
    group = Group("worker for long tasks", command, ONE_THREAD | {"Q_CLUSTER_NAME": settings.LONG_CLUSTER})
    return Service(group, before_start=take_up_long)


def take_up() -> None:
    """No worker runs now: what dead ones had in hand is handed out anew."""
    _order(settings.COMMON_CLUSTER, lambda: jobs.recover(starting=True))


def take_up_long() -> None:
    """What was at work is found by its silence."""
    _order(settings.LONG_CLUSTER)


def _order(queue: str, then: Callable[[], object] = lambda: None) -> None:
    try:
        close_old_connections()
        release_tasks(queue)
        then()
    except DatabaseError as problem:
        say(f"The queue cannot be put in order: {problem}")


class Watch:
    """Every few seconds: are the workers alive, and does every job still have somebody who is at it?"""

    def __init__(self, service: Service, restart: Callable[[Service, float], None], queue: str = "") -> None:
        """`queue`: the one that the service works on; without, the common one."""
        self._service = service
        self._name = queue or settings.COMMON_CLUSTER
        self._restart = restart
        self._heartbeat = Heartbeat()
        self._next_look = 0.0
        self._next_beat = 0.0

    def __call__(self, now: float) -> None:
        if now < self._next_look or not self._service.group.running:
            return
        self._next_look = now + LOOK_EVERY
        try:
            tasks = self._queue(now)
        except DatabaseError as problem:
            say(f"The queue cannot be looked at: {problem}")
            return
        if self._heartbeat.frozen(now, tasks, processor_seconds(self._service.group)):
            say(f"The {self._service.group.name} do not move although there is work: they are started again.")
            self._heartbeat.reset()
            self._restart(self._service, now)

    def _queue(self, now: float) -> frozenset[int]:
        close_old_connections()
        jobs.recover()
        tasks = queued_tasks(self._name)
        if not tasks and now >= self._next_beat:
            self._next_beat = now + EVERY
            send_beat(self._name)
        return tasks


def processor_seconds(group: Group) -> dict[int, float]:
    """What each living process of the group has used so far."""
    used = {}
    for process in group.members():
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue
        used[process.pid] = times.user + times.system
    return used
