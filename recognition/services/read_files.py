"""Read scans from files and write what they say, without a database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from ..engine.decoding.patterns import Pattern
from ..engine.imaging.decode import Limits, ScanError, decode_scans, read_grey
from ..engine.imaging.steps import DEFAULT_STEPS
from ..engine.reader import GUESS, Reader
from ..engine.transcription import Line, Page, Polygon, Region, Transcription, Word
from ..formats import FORMATS, Stamp

OnBroken = Callable[[ScanError | OSError], None]
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


def read_scans(
    reader: Reader, files: Iterable[Path], language: str, limits: Limits, on_broken: OnBroken,
    pattern: Pattern | None = None,
) -> Iterator[tuple[str, Page]]:  # fmt: skip
    """Each page of each scan with a name for it. A file that gives none, or a broken page among others, goes to
    `on_broken`. `pattern`: what each line is."""
    for file in files:
        try:
            for scan in decode_scans(file.read_bytes(), file.name, limits, on_broken):
                name = file.stem if scan.index == 0 else f"{file.stem}-{scan.index + 1:04}"
                yield name, reader.read_page(scan.image, DEFAULT_STEPS, file.name, language, pattern=pattern).page
        except (ScanError, OSError) as error:
            on_broken(error)


def read_word_files(
    reader: Reader, files: Iterable[Path], language: str, limits: Limits, on_broken: OnBroken
) -> Iterator[tuple[str, Page]]:  # fmt: skip
    """A page for each picture of a single word, with a name for it; empty where it shows no word. A file without a
    picture goes to `on_broken`. The language is guessed from all of them together."""
    pictures: dict[Path, NDArray[np.uint8]] = {}
    for file in files:
        try:
            pictures[file] = read_grey(file.read_bytes(), file.name, limits)
        except (ScanError, OSError) as error:
            on_broken(error)
    given = list(pictures.values())
    known = reader.guess(given) if language == GUESS else reader.language(language)
    for (file, picture), word in zip(pictures.items(), reader.read_words(given, known), strict=True):
        yield file.stem, _word_page(file.name, picture, word)


def _word_page(name: str, picture: NDArray[np.uint8], word: Word | None) -> Page:
    """The word fills its picture, which is a line and a region as well."""
    height, width = picture.shape
    box: Polygon = ((0, 0), (width, 0), (width, height), (0, height))
    if word is None:
        return Page(name, width, height)
    line = Line((), box, (replace(word, polygon=box, id="l0w0"),), id="l0")
    return Page(name, width, height, (Region((line,), box, id="r0"),))


def write_page(page: Page, name: str, output: str, model: str) -> bytes:
    """The page alone in one of OUTPUTS."""
    stamp = Stamp("hwocr", datetime.now(UTC))
    return FORMATS[output].write(Transcription(name, (page,), model=model), stamp)
