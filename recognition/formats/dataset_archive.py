"""A dataset as a zip archive: `dataset.json`, JSON lines, and the pictures these name.

Of pages: `index.jsonl` and each page's picture beside its PAGE XML, as ground_truth.py reads a folder; a row has the
lines too, exactly, and where it has none they are taken from the PAGE XML. Of lines: `lines.jsonl` and a picture each.
An archive that somebody sends is read entry by entry, within limits, and its names are never used as paths.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TypeVar

from .dataset_rows import Row, checksum_field, line_fields, page_fields
from .format import FormatError

T = TypeVar("T")
SCHEMA = 1
PAGES, LINES = "pages", "lines"
ABOUT, README = "dataset.json", "README.txt"
ROWS = {PAGES: "index.jsonl", LINES: "lines.jsonl"}
XML = ".xml"
_AGAIN = "Export the dataset again."

README_TEXT = """\
Handwriting with the text that people confirmed, exported by hwocr.

dataset.json   schema, kind (pages or lines), and where it comes from
index.jsonl    kind pages: one JSON object a page; page is the path of its picture and PAGE XML, without ending
lines.jsonl    kind lines: one JSON object a line; picture is its straightened picture, page its page's checksum
  split        train: a reader may learn from it; test: it is held out, only measure on it
  document     the same key for all pages of a document, on every installation
  checksum     SHA-256 of the picture
  lines        position, baseline and polygon in pixels of the page, words, parts
  words        text, state (confirmed, sure, unconfirmed, illegible, not a word), start and end as shares of the
               line's width; learn from confirmed words only, and from sure ones between them
  parts        [text, start, end]: the stretches of the line whose text is known; one from 0 to 1 is the whole line
hwocr imports the archive as it is. Of a page without lines it takes the whole lines of the PAGE XML.
"""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """The most that is taken in: `total` bytes unpacked, `entries`, bytes of a `row` and of a `picture`."""

    total: int = 20_000_000_000
    entries: int = 1_000_000
    row: int = 20_000_000
    picture: int = 250_000_000


class DatasetArchive:
    """`name` is what people call the file. Every method raises FormatError with one sentence naming it."""

    def __init__(self, file: IO[bytes], name: str, limits: ArchiveLimits | None = None) -> None:
        self.name, self.limits = name, limits or ArchiveLimits()
        try:
            self.zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise FormatError(f"{name} is no zip archive, or a damaged one. {_AGAIN}") from error
        self._check_entries()
        self.kind, self.origin = self._about()

    def rows(self) -> Iterator[Row]:
        """Row after row, checked: fields of the page, and `lines`, None where its PAGE XML must tell."""
        entry = ROWS[self.kind]
        clean: Callable[[Row], Row] = _page_row if self.kind == PAGES else _line_row
        for number, line in enumerate(self._lines(entry), 1):
            try:
                row = clean(json.loads(line))
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                raise FormatError(
                    f"{self.name}: row {number} of {entry} is not as it should be ({_why(error)}). {_AGAIN}"
                ) from error
            yield row

    def picture_path(self, stem: str) -> str:
        """The picture beside a page's PAGE XML."""
        for suffix in (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"):
            if f"{stem}{suffix}" in self.zip.NameToInfo:
                return f"{stem}{suffix}"
        raise FormatError(f"{self.name}: the picture of “{stem}” is missing. {_AGAIN}")

    def read(self, path: str) -> bytes:
        """The bytes of a picture or PAGE XML."""
        info = self.zip.NameToInfo.get(path)
        if info is None:
            raise FormatError(f"{self.name}: “{path}” is missing. {_AGAIN}")
        if info.file_size > self.limits.picture:
            raise FormatError(f"{self.name}: “{path}” is larger than the {_mega(self.limits.picture)} MB allowed.")
        return self._guarded(path, lambda: self.zip.read(info))

    def _check_entries(self) -> None:
        entries = self.zip.infolist()
        if len(entries) > self.limits.entries:
            raise FormatError(f"{self.name} holds more than the {self.limits.entries:,} files allowed.")
        if sum(info.file_size for info in entries) > self.limits.total:
            raise FormatError(f"{self.name} is larger than the {_mega(self.limits.total)} MB allowed when unpacked.")
        for info in entries:
            path = PurePosixPath(info.orig_filename)
            if path.is_absolute() or ".." in path.parts or "\\" in info.orig_filename or ":" in info.orig_filename:
                raise FormatError(f"{self.name} holds “{info.orig_filename}”, a path that leads out of it. {_AGAIN}")

    def _about(self) -> tuple[str, Row]:
        if ABOUT not in self.zip.NameToInfo:
            if ROWS[PAGES] in self.zip.NameToInfo:
                return PAGES, {}  # a folder of ground truth from elsewhere
            raise FormatError(f"{self.name} holds neither {ABOUT} nor {ROWS[PAGES]}: it is no dataset.")
        try:
            about = json.loads(self.read(ABOUT))
            schema, kind = about["schema"], about["kind"]
            origin = {key: about[key] for key in ("project", "number", "checksum")}
        except (ValueError, TypeError, KeyError) as error:
            if isinstance(error, FormatError):
                raise
            raise FormatError(f"{self.name}: {ABOUT} is not as it should be ({_why(error)}). {_AGAIN}") from error
        if schema != SCHEMA or kind not in ROWS:
            raise FormatError(f"{self.name} has the schema {schema!r}, and only {SCHEMA} is known here: update hwocr.")
        return kind, origin

    def _lines(self, path: str) -> Iterator[bytes]:
        info = self.zip.NameToInfo.get(path)
        if info is None:
            raise FormatError(f"{self.name}: “{path}” is missing. {_AGAIN}")
        with self._guarded(path, lambda: self.zip.open(info)) as entry:
            while line := self._guarded(path, lambda: entry.readline(self.limits.row + 1)):
                if len(line) > self.limits.row:
                    raise FormatError(f"{self.name}: a row of {path} is longer than any page. {_AGAIN}")
                yield line

    def _guarded(self, path: str, do: Callable[[], T]) -> T:
        try:
            return do()
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise FormatError(f"{self.name}: “{path}” is damaged or locked. {_AGAIN}") from error


def _page_row(row: Row) -> Row:
    lines = row.get("lines")
    known = {} if row.get("checksum") is None else {"checksum": checksum_field(row["checksum"])}
    return (
        page_fields(row)
        | known
        | {"page": str(row["page"]), "lines": None if lines is None else [line_fields(line) for line in lines]}
    )


def _line_row(row: Row) -> Row:
    line = line_fields(row) | {"picture": str(row["picture"]), "checksum": checksum_field(row["checksum"])}
    return page_fields(row) | {"checksum": checksum_field(row["page"]), "lines": [line]}


def _why(error: Exception) -> str:
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) and error.args else str(error)[:200]


def _mega(count: int) -> str:
    return f"{count / 1e6:,.0f}"
