"""Signals as something to wait for."""

from __future__ import annotations

import os
import select
import signal
from types import FrameType, TracebackType

STOP = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})


class Signals:
    """While it is open, requests to stop and deaths of children are kept for `wait`, which they wake."""

    def __enter__(self) -> Signals:
        self._out, self._in = os.pipe()
        os.set_blocking(self._in, False)
        self._handlers = {each: signal.signal(each, _kept) for each in self._wanted()}
        self._wakeup = signal.set_wakeup_fd(self._in, warn_on_full_buffer=False)
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        signal.set_wakeup_fd(self._wakeup)
        for each, handler in self._handlers.items():
            signal.signal(each, handler)
        os.close(self._out)
        os.close(self._in)

    def wait(self, seconds: float) -> bool:
        """Wait so long or until a signal comes; whether one of them asks to stop."""
        ready, _, _ = select.select([self._out], [], [], max(0.0, seconds))
        return bool(ready) and not STOP.isdisjoint(os.read(self._out, 1024))

    @staticmethod
    def _wanted() -> frozenset[signal.Signals]:
        """Where `nohup` has the hang-up ignored, it stays ignored."""
        deaf = {signal.SIGHUP} if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN else set()
        return (STOP | {signal.SIGCHLD}) - deaf


def _kept(_number: int, _frame: FrameType | None) -> None:
    """Python writes the number to the wake-up pipe; nothing else is to be done."""
