"""The guard ends what a killed supervisor has left."""

from __future__ import annotations

from hwocr_site.serving.groups import Group
from hwocr_site.serving.guard import Guard, watch


def test_groups_that_were_not_removed_are_left() -> None:
    assert watch(["+12\n", "+7\n", "-12\n", "+30\n", "-5\n"]) == {7, 30}
    assert watch([]) == set()


def test_when_the_messages_end_the_groups_end(exchange) -> None:
    kept, forgotten = Group("kept", exchange.command()), Group("forgotten", exchange.command("with-orphan"))
    guard = Guard()
    guard.add(kept.start())
    kept_leader = exchange.answer()
    guard.add(forgotten.start())
    left = [exchange.answer(), exchange.answer()]
    guard.remove(kept.number)
    guard.close()
    for caller in left:
        caller.wait_for_death()
    assert kept_leader.lives
    kept.kill()
    forgotten.kill()


def test_a_guard_that_was_killed_stops_nobody(exchange) -> None:
    guard = Guard()
    guard._process.kill()
    guard._process.wait()
    guard.add(1)
    guard.remove(1)
    guard.close()
