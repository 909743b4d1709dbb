"""Readers that are programs of their own: pictures on disk, one command for all of them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .backend import BackendError, Image, png

#: A reader that works on several cores would be measured, and scheduled, beside others that take one.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "MKL_NUM_THREADS"), "1")


def write_pictures(images: Sequence[Image], folder: Path) -> list[Path]:
    """PNG files in the order given."""
    files = [folder / f"{number:06}.png" for number in range(len(images))]
    for file, image in zip(files, images, strict=True):
        file.write_bytes(png(image))
    return files


def run(program: str, arguments: Sequence[str], folder: Path) -> bytes:
    """Its standard output. Raises BackendError with the last line of what it complained about."""
    environment = {**os.environ, **_ONE_THREAD}
    try:
        done = subprocess.run([program, *arguments], cwd=folder, env=environment, capture_output=True, check=False)
    except OSError as error:
        raise BackendError(f"{program} cannot be started: {error.strerror}.") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["it did not say why"]
        raise BackendError(f"{Path(program).name} stopped with an error: {said[-1].strip()}")
    return done.stdout
