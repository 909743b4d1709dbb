"""The supervisor keeps services running, and leaves nothing behind."""

from __future__ import annotations

import os
import signal

import pytest

from hwocr_site.serving import supervisor as module
from hwocr_site.serving.groups import Group
from hwocr_site.serving.supervisor import LONGEST_PAUSE, SETTLED, Service, Supervisor


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TICK", 0.02)


def stop_now(_now: float) -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_a_dead_service_is_started_again_and_its_orphans_are_ended(exchange) -> None:
    starts = []
    service = Service(Group("test", exchange.command("with-orphan")), before_start=lambda: starts.append(1))

    def kill_the_first(_now: float) -> None:
        if len(exchange.answer_who_waits()) == 2 and service.deaths == 0:
            service.group.ask_to_stop()

    done = Supervisor([service], each_tick=kill_the_first, stop_when=lambda: len(exchange.callers) == 4).run()
    assert done == 0
    assert len(starts) == 2
    for caller in exchange.callers:
        caller.wait_for_death()


def test_a_request_to_stop_ends_all(exchange) -> None:
    services = [Service(Group(name, exchange.command())) for name in ("web", "workers")]

    def stop_when_both_run(now: float) -> None:
        if len(exchange.answer_who_waits()) == 2:
            stop_now(now)

    assert Supervisor(services, each_tick=stop_when_both_run).run() == 0
    for caller in exchange.callers:
        caller.wait_for_death()
    assert [service.group.status for service in services] == [-signal.SIGTERM] * 2


def test_who_does_not_end_in_time_is_killed(exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRACE", 0.1)
    service = Service(Group("test", exchange.command("deaf")))
    Supervisor([service], stop_when=lambda: bool(exchange.answer_who_waits())).run()
    exchange.callers[0].wait_for_death()
    assert service.group.status == -signal.SIGKILL


def test_a_second_request_ends_the_waiting(exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service answers the request to stop with a Ctrl-C of its own; else it would be waited for."""
    monkeypatch.setattr(module, "GRACE", 3600.0)
    service = Service(Group("test", exchange.command("impatient")))
    Supervisor([service], stop_when=lambda: bool(exchange.answer_who_waits())).run()
    assert service.group.status == -signal.SIGKILL


def test_a_service_that_never_starts_well_is_given_up(exchange, capsys: pytest.CaptureFixture[str]) -> None:
    other = Service(Group("workers", exchange.command()))
    broken = Service(Group("web server", ["sh", "-c", "exit 3"]), most_deaths=2)
    assert Supervisor([broken, other]).run() == 1
    said = capsys.readouterr().out
    assert said.count("The web server ended with status 3") == 2
    assert "The web server cannot be kept running" in said
    assert not other.group.running


def test_a_service_that_does_not_work_is_started_again(exchange) -> None:
    service = Service(Group("test", exchange.command()))
    restarted: list[float] = []

    def restart_once(now: float) -> None:
        if exchange.answer_who_waits() and not restarted:
            restarted.append(now)
            supervisor.restart(service, now)

    supervisor = Supervisor([service], each_tick=restart_once, stop_when=lambda: len(exchange.callers) == 2)
    supervisor.run()
    assert exchange.callers[0].process != exchange.callers[1].process
    assert service.deaths == 0


def test_all_is_ended_when_the_supervisor_itself_fails(exchange) -> None:
    def fail(_now: float) -> None:
        if exchange.answer_who_waits():
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        Supervisor([Service(Group("test", exchange.command()))], each_tick=fail).run()
    exchange.callers[0].wait_for_death()


def test_it_stops_when_its_parent_is_gone(exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    supervisor = Supervisor([Service(Group("test", exchange.command()))], with_parent=True)
    monkeypatch.setattr(os, "getppid", lambda: 1 if exchange.answer_who_waits() else -1)
    supervisor._parent = -1
    assert supervisor.run() == 0
    exchange.callers[0].wait_for_death()


def test_pauses_grow_from_death_to_death_until_one_start_goes_well() -> None:
    service = Service(Group("test", []))
    pauses = []
    for _ in range(9):
        service.started = 1000.0
        service.died(1001.0)
        pauses.append(service.due - 1001.0)
    assert pauses[:4] == [0.5, 1.0, 2.0, 4.0]
    assert pauses[-1] == LONGEST_PAUSE
    service.died(1000.0 + SETTLED + 1)
    assert service.deaths == 1
