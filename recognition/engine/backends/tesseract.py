"""Tesseract (Smith, ICDAR 2007; its LSTM reader since version 4), called as a command that answers in TSV."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from ..transcription import Line, Page, Word
from .backend import BackendError, BackendSetup, Image
from .lines import box, line_of, page_of, strip_line
from .names import TESSERACT
from .process import run, write_pictures

_WORD_LEVEL, _COLUMNS = "5", 12
_ONE_LINE, _WHOLE_PAGE = "7", "3"  # Tesseract's page segmentation modes
_BUILT_IN = frozenset({"osd", "equ", "snum"})  # listed like languages, but none


class Tesseract:
    """Without a language it reads with all that are installed."""

    name, needs_network, dollars_a_page, calibrated = TESSERACT, False, 0.0, False

    def __init__(self, command: str, languages: Sequence[str], version: str) -> None:
        self._command, self._languages, self.version = command, tuple(languages), version

    @classmethod
    def open(cls, setup: BackendSetup) -> Tesseract:
        command = shutil.which("tesseract")
        if command is None:
            raise BackendError(
                "Tesseract is not installed: install Debian's packages tesseract-ocr, tesseract-ocr-eng and"
                " tesseract-ocr-fra."
            )
        here = Path.cwd()
        listed = run(command, ["--list-langs"], here).decode().splitlines()[1:]
        version = run(command, ["--version"], here).decode().splitlines()[0]
        return cls(command, [name for name in listed if name not in _BUILT_IN], version)

    def read_page(self, image: Image, language: str = "", name: str = "") -> Page:
        (words,) = self._read([image], language, _WHOLE_PAGE)
        height, width = image.shape[:2]
        blocks = ([line_of(line) for line in block] for block in words)
        return page_of(blocks, width, height, name)

    def read_lines(self, strips: Sequence[Image], language: str = "") -> list[Line]:
        lines = []
        for strip, blocks in zip(strips, self._read(strips, language, _ONE_LINE), strict=True):
            height, width = strip.shape[:2]
            lines.append(strip_line([word for block in blocks for line in block for word in line], width, height))
        return lines

    def _read(self, images: Sequence[Image], language: str, mode: str) -> list[list[list[list[Word]]]]:
        """Words by line by block by image: one process, whatever the number of images."""
        if not images:
            return []
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            files = write_pictures(images, folder)
            (folder / "list.txt").write_text("\n".join(file.name for file in files))
            spoken = ["-l", self._spoken(language), "--psm", mode, "tsv"]
            tsv = run(self._command, ["list.txt", "stdout", *spoken], folder).decode()
        return words_by_place(tsv, len(images))

    def _spoken(self, language: str) -> str:
        if language and language not in self._languages:
            raise BackendError(
                f"Tesseract has no data for the language {language}: install Debian's package tesseract-ocr-{language}."
            )
        return language or "+".join(self._languages)


def words_by_place(tsv: str, images: int) -> list[list[list[list[Word]]]]:
    """Tesseract's table as words by line by block by image; `conf` is 0 to 100."""
    found: list[list[list[list[Word]]]] = [[] for _ in range(images)]
    rows = [row for row in (line.split("\t", _COLUMNS - 1) for line in tsv.splitlines()) if row[0] == _WORD_LEVEL]
    for page, on_page in groupby(rows, lambda row: row[1]):
        found[int(page) - 1] = [
            [list(_words(in_line)) for _, in_line in groupby(in_block, lambda row: row[4])]
            for _, in_block in groupby(on_page, lambda row: (row[2], row[3]))
        ]
    return [[[line for line in block if line] for block in page] for page in found]


def _words(rows: Iterator[list[str]]) -> Iterator[Word]:
    for row in rows:
        if len(row) == _COLUMNS and row[-1].strip():
            left, top, width, height = (float(value) for value in row[6:10])
            confidence = min(1.0, max(0.0, float(row[10]) / 100))
            yield Word(row[-1].strip(), box(left, top, left + width, top + height), confidence)
