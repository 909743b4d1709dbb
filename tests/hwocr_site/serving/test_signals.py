"""Signals are kept until somebody waits for them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from hwocr_site.serving.signals import Signals


@pytest.fixture(autouse=True)
def _not_under_nohup() -> Iterator[None]:
    """However the tests were started, a hang-up is heard."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_stop_is_seen(number: signal.Signals) -> None:
    with Signals() as signals:
        os.kill(os.getpid(), number)
        assert signals.wait(60)
        assert not signals.wait(0)


def test_the_death_of_a_child_is_no_request_to_stop() -> None:
    with Signals() as signals:
        os.kill(os.getpid(), signal.SIGCHLD)
        assert not signals.wait(60)
        os.kill(os.getpid(), signal.SIGCHLD)
        os.kill(os.getpid(), signal.SIGTERM)
        assert signals.wait(60)


def test_afterwards_all_is_as_before() -> None:
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)}
    with Signals():
        assert signal.getsignal(signal.SIGTERM) != before[signal.SIGTERM]
    assert {each: signal.getsignal(each) for each in before} == before


def test_nohup_keeps_its_meaning() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Signals() as signals:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not signals.wait(0)
    finally:
        signal.signal(signal.SIGHUP, before)
