"""A data folder is worked on by one supervisor at a time."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import TextIO


class AlreadyServed(Exception):
    """The message is where the folder is served."""


def claim(folder: Path, address: str) -> TextIO:
    """Hold the folder until the file that is given back is closed, at the latest by the end of the process."""
    file = open(folder / "serving", "a+", encoding="utf-8")  # noqa: SIM115  (stays open on purpose)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        elsewhere = file.read().strip()
        file.close()
        raise AlreadyServed(elsewhere) from None
    file.truncate(0)
    file.write(address)
    file.flush()
    os.fsync(file.fileno())
    return file
