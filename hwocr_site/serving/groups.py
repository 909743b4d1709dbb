"""A command with everything it starts."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

#: Commands run where manage.py is, from wherever the supervisor was called.
ROOT = Path(__file__).resolve().parents[2]


class Group:
    """A command in a process group of its own, so that its orphans can be found and ended with it."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.command = list(command)
        self.environment = {**os.environ, **(environment or {})}
        self._leader: subprocess.Popen[bytes] | None = None

    @property
    def number(self) -> int | None:
        """The group's number, which is its leader's; None before the first start."""
        return self._leader.pid if self._leader else None

    @property
    def status(self) -> int | None:
        """How the leader ended; None while it runs."""
        return self._leader.poll() if self._leader else None

    @property
    def running(self) -> bool:
        return self._leader is not None and self._leader.poll() is None

    def start(self) -> int:
        self._leader = subprocess.Popen(
            self.command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, start_new_session=True
        )
        return self._leader.pid

    def ask_to_stop(self) -> None:
        """Only the leader is asked: it ends the others in the right order."""
        if self._leader is not None and self.running:
            self._leader.terminate()

    def kill(self) -> None:
        """End what is left of the group, leader or not, and wait until it is gone."""
        if self._leader is None:
            return
        members = self.members()
        kill_group(self._leader.pid)
        self._leader.wait()
        psutil.wait_procs(members, timeout=5)

    def members(self) -> list[psutil.Process]:
        """The living processes of the group."""
        return [process for process in psutil.process_iter() if _group_of(process) == self.number]


def kill_group(number: int) -> None:
    # macOS answers “not permitted” where only the dead are left in a group.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(number, signal.SIGKILL)


def _group_of(process: psutil.Process) -> int | None:
    try:
        return None if process.status() == psutil.STATUS_ZOMBIE else os.getpgid(process.pid)
    except (psutil.Error, OSError):
        return None
