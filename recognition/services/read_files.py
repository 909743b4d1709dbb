"""Read scans from files and write what they say, without a database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import cv2
import torch

from ..engine.imaging.decode import Limits, ScanError, decode_scans
from ..engine.imaging.steps import DEFAULT_STEPS
from ..engine.reader import Reader
from ..engine.transcription import Page, Transcription
from ..formats import FORMATS, Stamp

OUTPUTS = ("txt", "json", "pagexml")
_SCANS = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".pdf"})


def scan_files(folder: Path) -> list[Path]:
    """Files below a folder whose names look like scans, in name order."""
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in _SCANS)


def load_reader(weights: Path, device: str) -> Reader:
    """A reader that uses every core for one page at a time."""
    cores = len(os.sched_getaffinity(0))
    torch.set_num_threads(cores)
    cv2.setNumThreads(cores)
    return Reader.load(weights, device)


def read_file(
    reader: Reader, file: Path, language: str, limits: Limits, on_broken: Callable[[ScanError], None]
) -> Iterator[tuple[str, Page]]:
    """Each page of a scan with a name for it. Raises ScanError where the file gives no page, OSError where it cannot
    be opened; a broken page among others goes to `on_broken`."""
    for scan in decode_scans(file.read_bytes(), file.name, limits, on_broken):
        name = file.stem if scan.index == 0 else f"{file.stem}-{scan.index + 1:04}"
        yield name, reader.read_page(scan.image, DEFAULT_STEPS, file.name, language).page


def write_page(page: Page, name: str, output: str, model: str) -> bytes:
    """The page alone in one of OUTPUTS."""
    stamp = Stamp("hwocr", datetime.now(UTC))
    return FORMATS[output].write(Transcription(name, (page,), model=model), stamp)
