"""Keeps services running until it is asked to stop, and then leaves nothing behind."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from .groups import Group
from .guard import Guard
from .signals import Signals

TICK = 0.5
#: Seconds that a service has to end by itself after it was asked to.
GRACE = 10.0
#: A service that has run so many seconds has started well; its earlier deaths are forgotten.
SETTLED = 60.0
LONGEST_PAUSE = 30.0


@dataclass(slots=True)
class Service:
    """A group that is started again when it dies, after a pause that doubles from death to death."""

    group: Group
    before_start: Callable[[], object] = lambda: None
    most_deaths: int | None = None  # in a row; then the supervisor gives up
    started: float = 0.0
    deaths: int = 0
    due: float | None = None  # when to start; None while it runs

    def died(self, now: float) -> None:
        self.deaths = 1 if now - self.started > SETTLED else self.deaths + 1
        self.due = now + min(LONGEST_PAUSE, 2.0 ** (self.deaths - 1) / 2)

    @property
    def hopeless(self) -> bool:
        return self.most_deaths is not None and self.deaths >= self.most_deaths


class Supervisor:
    """`each_tick` is called with the time about twice a second; `stop_when` ends the work with success."""

    def __init__(
        self,
        services: Sequence[Service],
        *,
        each_tick: Callable[[float], object] = lambda _now: None,
        stop_when: Callable[[], bool] = lambda: False,
        with_parent: bool = False,
    ) -> None:
        self.services = services
        self._each_tick = each_tick
        self._stop_when = stop_when
        self._parent = os.getppid() if with_parent else None

    def run(self) -> int:
        """The exit status: 0 after a request to stop, 1 where a service could not be kept running."""
        with Signals() as signals:
            self._guard = Guard()
            try:
                return self._keep_running(signals)
            finally:
                self._stop(signals)
                self._guard.close()

    def restart(self, service: Service, now: float) -> None:
        """End a service that runs but does not work; it is started again at the next tick."""
        self._end(service.group)
        service.due = now

    def _keep_running(self, signals: Signals) -> int:
        for service in self.services:
            self._start(service)
        while not signals.wait(TICK):
            now = time.monotonic()
            for service in self.services:
                self._look_after(service, now)
                if service.hopeless:
                    say(f"The {service.group.name} cannot be kept running; the messages above say why.")
                    return 1
            self._each_tick(now)
            if self._stop_when() or self._parent not in {None, os.getppid()}:
                break
        return 0

    def _look_after(self, service: Service, now: float) -> None:
        if service.due is not None:
            if now >= service.due:
                self._start(service)
        elif not service.group.running:
            say(f"The {service.group.name} ended with status {service.group.status} and will be started again.")
            self._end(service.group)
            service.died(now)

    def _start(self, service: Service) -> None:
        service.before_start()
        self._guard.add(service.group.start())
        service.started, service.due = time.monotonic(), None

    def _stop(self, signals: Signals) -> None:
        """Ask all, wait for all; who asks twice does not want to wait."""
        for service in self.services:
            service.group.ask_to_stop()
        deadline = time.monotonic() + GRACE
        while any(service.group.running for service in self.services):
            if signals.wait(min(TICK, deadline - time.monotonic())) or time.monotonic() >= deadline:
                break
        for service in self.services:
            self._end(service.group)

    def _end(self, group: Group) -> None:
        group.kill()
        if group.number is not None:
            self._guard.remove(group.number)


def say(sentence: str) -> None:
    """To the terminal, which may be gone."""
    with suppress(OSError):
        print(sentence, file=sys.stdout, flush=True)
