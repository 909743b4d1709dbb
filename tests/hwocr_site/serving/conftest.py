"""Processes that say when they live, and whose death is noticed without waiting a fixed time."""

from __future__ import annotations

import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

TIMEOUT = 60  # seconds; only a failing test waits so long

LEADER = """
import os, signal, socket, sys
address, habits = sys.argv[1], sys.argv[2:]
if "with-orphan" in habits and os.fork() == 0:
    habits = ["deaf"]
if "deaf" in habits:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "impatient" in habits:
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getppid(), signal.SIGINT))
line = socket.socket(socket.AF_UNIX)
line.connect(address)
line.sendall(f"{os.getpid()} {os.getpgrp()}\\n".encode())
while True:
    signal.pause()
"""


@dataclass
class Caller:
    """A living process at the other end of a line."""

    line: socket.socket
    process: int
    group: int

    def wait_for_death(self) -> None:
        """Raises TimeoutError where the process lives on."""
        assert self.line.recv(1) == b""

    @property
    def lives(self) -> bool:
        self.line.setblocking(False)
        try:
            return self.line.recv(1) != b""
        except BlockingIOError:
            return True
        finally:
            self.line.settimeout(TIMEOUT)


@dataclass
class Exchange:
    """Where processes call in."""

    listener: socket.socket
    address: str
    callers: list[Caller] = field(default_factory=list)

    def command(self, *habits: str) -> list[str]:
        """A process that calls in and then waits; `deaf` to requests to stop, `with-orphan`, or `impatient`."""
        return [sys.executable, "-c", LEADER, self.address, *habits]

    def answer(self) -> Caller:
        """Wait for the next process to call in."""
        line, _ = self.listener.accept()
        line.settimeout(TIMEOUT)
        process, group = map(int, line.makefile().readline().split())
        self.callers.append(Caller(line, process, group))
        return self.callers[-1]

    def answer_who_waits(self) -> list[Caller]:
        """All that have called in so far."""
        self.listener.setblocking(False)
        try:
            while True:
                self.answer()
        except BlockingIOError:
            return self.callers
        finally:
            self.listener.settimeout(TIMEOUT)


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    # Not in tmp_path: the name of a socket may have no more than some hundred characters.
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        address = str(Path(folder) / "line")
        listener.bind(address)
        listener.listen()
        listener.settimeout(TIMEOUT)
        exchange = Exchange(listener, address)
        yield exchange
        for caller in exchange.callers:
            caller.line.close()
