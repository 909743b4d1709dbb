"""Which readers this installation has. Loads none: pages ask it for the choices of a project."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from ..engine.backends.names import KRAKEN, LOCAL, OURS, READERS, TESSERACT


def installed_readers() -> list[tuple[str, str]]:
    """Name and label of the local readers whose program, and model where it needs one, are there."""
    there = {
        OURS: True,
        TESSERACT: shutil.which("tesseract") is not None,
        KRAKEN: shutil.which(settings.KRAKEN_COMMAND) is not None and Path(settings.KRAKEN_MODEL).is_file(),
    }
    return [(name, READERS[name].label) for name in LOCAL if there[name]]
