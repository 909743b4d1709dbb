"""Ends process groups whose supervisor was killed. It is told on its standard input of every group, `+12` when it
starts and `-12` when it is over; the input ends when the supervisor does, however that came."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterable

from .groups import ROOT, kill_group


class Guard:
    """The supervisor's side."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__], cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True, text=True
        )

    def add(self, number: int) -> None:
        self._tell(f"+{number}")

    def remove(self, number: int) -> None:
        self._tell(f"-{number}")

    def close(self) -> None:
        """Groups that were not removed are killed."""
        self._process.communicate()

    def _tell(self, message: str) -> None:
        if self._process.stdin is None or self._process.poll() is not None:
            return
        print(message, file=self._process.stdin, flush=True)


def watch(messages: Iterable[str]) -> set[int]:
    """Follow the messages to their end; the groups that are left then."""
    left: set[int] = set()
    for message in messages:
        number = int(message[1:])
        if message.startswith("+"):
            left.add(number)
        else:
            left.discard(number)
    return left


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    for number in watch(sys.stdin):
        kill_group(number)
