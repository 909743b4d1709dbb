"""A dataset that came from elsewhere becomes a version of a project: the reader learns from it beside the project's own
labels, and what was held out stays held out. All of it is taken in, or nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby
from typing import IO, Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image

from ..engine.text import has_editorial_marks, normalise
from ..formats.dataset_archive import PAGES, XML, DatasetArchive
from ..formats.dataset_rows import TRAIN, Row
from ..formats.format import FormatError
from ..formats.page_xml import read_page
from ..models import DatasetVersion, Project
from .dataset_manifests import (
    HELD_OUT,
    LEARNED,
    MANIFEST,
    DatasetError,
    NothingToLearn,
    PageRow,
    checksum_of,
    keep_version,
)
from .ingest import shown_name
from .locking import lock_project
from .page_sides import remember

_ELSEWHERE = "Bring it into another project."
_SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "TIFF": ".tif"}


def import_dataset(
    *, project: Project, name: str, file: IO[bytes], user: AbstractBaseUser | None = None
) -> DatasetVersion:
    """A new version of the project from an exported archive. Raises DatasetError, naming the file; then nothing of it
    is kept."""
    name = shown_name(name)
    taken = _Taken(project, name)
    try:
        archive = DatasetArchive(file, name)
        rows = taken.pages(archive) if archive.kind == PAGES else taken.lines(archive)
        with transaction.atomic():
            lock_project(project)
            sides = dict(project.page_sides.values_list("checksum", "side"))
            checked, origin = _checked(sides, name, rows), {"file": name} | archive.origin
            version = keep_version(project=project, rows=checked, user=user, origin=origin)
            remember(project, sides)
        return version
    except BaseException as error:
        taken.forget()
        if isinstance(error, FormatError):
            raise DatasetError(str(error)) from error
        if isinstance(error, NothingToLearn):
            raise DatasetError(f"{name} holds no line that the reader may learn from.") from error
        raise


class _Taken:
    """Pictures are stored while the rows are made; `forget` removes them again."""

    def __init__(self, project: Project, name: str) -> None:
        self.project, self.name, self.stored = project, name, list[str]()

    def pages(self, archive: DatasetArchive) -> Iterator[PageRow]:
        for row in archive.rows():
            path = archive.picture_path(row["page"])
            data = archive.read(path)
            image, (width, height) = self._keep(path, data, row.get("checksum"))
            lines = row["lines"]
            if lines is None:
                lines = _true_lines(archive.read(row["page"] + XML), f"{self.name}: {row['page']}{XML}")
            if any(not _is_on_page(line, width, height) for line in lines):
                raise DatasetError(f"{self.name}: a line of “{path}” has no baseline on the page. Export it again.")
            yield _manifest_row(row) | {
                "checksum": checksum_of(data),
                "image": image,
                "steps": self.project.steps if row["steps"] is None else row["steps"],
                "lines": lines,
            }

    def lines(self, archive: DatasetArchive) -> Iterator[PageRow]:
        """Lines of one page follow each other; together they are its row."""
        for checksum, rows in groupby(archive.rows(), key=lambda row: row["checksum"]):
            page: PageRow = {}
            for row in rows:
                (line,) = row["lines"]
                path = line.pop("picture")
                strip, _ = self._keep(path, archive.read(path), line.pop("checksum"))
                page = page or _manifest_row(row) | {"checksum": checksum, "image": "", "steps": [], "lines": []}
                page["lines"].append(line | {"strip": strip})
            yield page

    def forget(self) -> None:
        for name in self.stored:
            MANIFEST.storage.delete(name)

    def _keep(self, path: str, data: bytes, checksum: str | None) -> tuple[str, tuple[int, int]]:
        """The name in the storage, and width and height."""
        if checksum not in (None, checksum_of(data)):
            raise DatasetError(f"{self.name}: “{path}” is not the picture that was exported. Export the dataset again.")
        try:
            with Image.open(io.BytesIO(data)) as picture:
                suffix, size = _SUFFIXES[picture.format or ""], picture.size
                if size[0] * size[1] > settings.SCAN_LIMITS["pixels"]:
                    raise DatasetError(f"{self.name}: “{path}” has more pixels than any page.")
                picture.verify()
        except (OSError, SyntaxError, KeyError, Image.DecompressionBombError) as error:
            raise DatasetError(f"{self.name}: “{path}” is no picture that can be read.") from error
        stem = MANIFEST.generate_filename(None, f"{checksum_of(data)[:32]}{suffix}")
        self.stored.append(MANIFEST.storage.save(stem, ContentFile(data)))
        return self.stored[-1], size


def _manifest_row(row: Row) -> PageRow:
    side = LEARNED if row["split"] == TRAIN else HELD_OUT
    return {"side": side} | {key: row[key] for key in ("document", "number", "language", "hand")}


def _checked(sides: dict[str, str], name: str, rows: Iterator[PageRow]) -> Iterator[PageRow]:
    """The rows, unless a page would be learned from that is measured on, here or in the archive, or the reverse.
    `sides`: of the project's pictures; those of the archive join them."""
    for row in rows:
        other = sides.setdefault(row["checksum"], row["side"])
        if other != row["side"]:
            page = f"{name}: page {row['number']} of document {row['document'][:12]}"
            if other == HELD_OUT:
                raise DatasetError(f"{page} is to be learned from, but held out here. {_ELSEWHERE}")
            raise DatasetError(f"{page} is held out, but learned from here. {_ELSEWHERE}")
        yield row


def _true_lines(data: bytes, name: str) -> list[dict[str, Any]]:
    """Lines of a PAGE XML with the texts it gives them whole."""
    found = []
    for position, line in enumerate(line for line in read_page(data, name).lines() if line.baseline):
        text = normalise(line.text)
        parts = [[text, 0.0, 1.0]] if text and not has_editorial_marks(text) else []
        outlines = {"baseline": [list(p) for p in line.baseline], "polygon": [list(p) for p in line.polygon]}
        found.append({"position": position, **outlines, "words": [], "parts": parts})
    return found


def _is_on_page(line: dict[str, Any], width: int, height: int) -> bool:
    """With a page's room around it: outlines of lines at the edge reach over."""
    points = [*line["baseline"], *line["polygon"]]
    return len(line["baseline"]) > 1 and all(-width <= x <= 2 * width and -height <= y <= 2 * height for x, y in points)
