"""The secret that signs sessions, made once and kept in the data folder where none is given."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def kept_secret(path: Path) -> str:
    """Read the secret in `path`, or make it. Two processes that start at once get the same one."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # another process was quicker
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()
