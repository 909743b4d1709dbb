"""Groups are ended with everything in them."""

from __future__ import annotations

import os

import pytest

from hwocr_site.serving.groups import Group


def test_killing_a_group_ends_its_orphans_too(exchange) -> None:
    group = Group("test", exchange.command("with-orphan"))
    number = group.start()
    callers = [exchange.answer(), exchange.answer()]
    assert {caller.group for caller in callers} == {number}
    assert {process.pid for process in group.members()} == {caller.process for caller in callers}
    os.kill(number, 9)
    next(caller for caller in callers if caller.process == number).wait_for_death()
    orphan = next(caller for caller in callers if caller.process != number)
    assert orphan.lives
    group.kill()
    orphan.wait_for_death()
    assert group.members() == []


def test_only_the_leader_is_asked_to_stop(exchange) -> None:
    group = Group("test", exchange.command())
    group.start()
    leader = exchange.answer()
    assert group.running
    group.ask_to_stop()
    leader.wait_for_death()
    group.kill()
    assert not group.running
    assert group.status == -15


def test_a_group_is_not_that_of_the_supervisor(exchange) -> None:
    group = Group("test", exchange.command())
    group.start()
    assert exchange.answer().group != os.getpgrp()
    group.kill()


def test_a_group_that_never_ran_can_be_ended() -> None:
    group = Group("test", ["never-run"])
    group.ask_to_stop()
    group.kill()
    assert group.number is None
    with pytest.raises(FileNotFoundError):
        group.start()


def test_the_environment_is_added_to_the_present_one(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HWOCR_TEST_OLD", "old")
    target = tmp_path / "environment"
    command = ["sh", "-c", f'echo "$HWOCR_TEST_OLD $OMP_NUM_THREADS" > {target}']
    group = Group("test", command, {"OMP_NUM_THREADS": "1"})
    group.start()
    group._leader.wait(60)
    assert target.read_text() == "old 1\n"
