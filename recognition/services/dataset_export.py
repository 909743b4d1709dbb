"""A dataset version as an archive that other installations and programs read, see formats/dataset_archive.py.

Pages go as they are: this runs in the web process. Lines must be cut out first: a worker packs them, see
dataset_packing.py, once for all, as a dataset never changes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files.storage import default_storage
from PIL import Image, UnidentifiedImageError

from ..engine import transcription as records
from ..formats import page_xml
from ..formats.archive import ZIP, pieces
from ..formats.dataset_archive import ABOUT, LINES, PAGES, README, README_TEXT, ROWS, SCHEMA, XML
from ..formats.dataset_rows import CONFIRMED, NO_WORD, TEST, TRAIN, line_fields
from ..formats.format import Stamp
from ..models import DatasetVersion, Job, JobKind, JobState
from .dataset_manifests import LEARNED, DatasetError, PageRow, dataset_rows, is_whole
from .exports import Entries, Export, archived, stamp_now
from .jobs import queue
from .transcriptions import points


def export_pages(dataset: DatasetVersion) -> Export:
    """Raises DatasetError where a picture is gone, where lines were imported without their pages, or where nothing in
    it is confirmed."""
    _refuse_readings(dataset)
    for row in dataset_rows(dataset):
        _check_picture(dataset, row)
    stamp = stamp_now()
    return archived(archive_name(dataset, PAGES), page_entries(dataset, stamp), stamp)


def export_lines(dataset: DatasetVersion) -> Export:
    """Raises DatasetError where they are not packed yet."""
    if not dataset.lines:
        raise DatasetError(f"The lines of {dataset} are not cut out yet. Start that on the page of its project.")
    return Export(f"{archive_name(dataset, LINES)}.zip", ZIP, pieces(dataset.lines.open("rb")))


def start_packing(*, dataset: DatasetVersion) -> Job:
    """Queue the cutting of the lines, unless it is queued already. Raises DatasetError where nothing is confirmed."""
    _refuse_readings(dataset)
    under_way = Job.objects.filter(dataset=dataset, state=JobState.RUNNING).first()
    return under_way or queue(JobKind.PACK_DATASET, dataset.project, dataset=dataset)


def _refuse_readings(dataset: DatasetVersion) -> None:
    """Brought in elsewhere, what a reader taught itself would pass for confirmed."""
    if dataset.from_readings:
        raise DatasetError(f"{dataset} holds readings that nobody has confirmed, so it cannot be taken away.")


def page_entries(dataset: DatasetVersion, stamp: Stamp) -> Entries:
    """Paths and bytes: each page's picture and PAGE XML, then the rows."""
    yield from head(dataset, PAGES)
    with TemporaryFile() as index:
        for number, row in enumerate(dataset_rows(dataset), 1):
            stem = f"pages/{number:05d}-{row['checksum'][:12]}"
            picture = page_picture(row)
            image = f"{stem}{PurePosixPath(row['image']).suffix.lower()}"
            yield image, picture
            yield f"{stem}{XML}", _page_xml(row, PurePosixPath(image).name, _size(picture, image), stamp)
            lines = {"collection": "project", "page": stem, "checksum": row["checksum"], "steps": row["steps"],
                     "lines": [line_fields(line) for line in row["lines"]]}  # fmt: skip
            write_row(index, page_part(row) | lines)
        index.seek(0)
        yield ROWS[PAGES], index


def head(dataset: DatasetVersion, kind: str) -> Iterator[tuple[str, bytes]]:
    """What every archive begins with."""
    origin = {"project": dataset.project.name, "number": dataset.number, "checksum": dataset.checksum}
    about = {"schema": SCHEMA, "kind": kind} | origin
    yield ABOUT, (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()
    yield README, README_TEXT.encode()


def page_part(row: PageRow) -> dict[str, Any]:
    """What a row of either kind says of its page."""
    split = TRAIN if row["side"] == LEARNED else TEST
    return {"split": split} | {key: row[key] for key in ("document", "number", "language", "hand")}


def write_row(file: IO[bytes], row: dict[str, Any]) -> None:
    file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def archive_name(dataset: DatasetVersion, kind: str) -> str:
    return f"{dataset.project.slug}-dataset-{dataset.number}-{kind}"


def _check_picture(dataset: DatasetVersion, row: PageRow) -> None:
    """Before the first byte goes out, because nobody can be told later. Raises DatasetError."""
    if not row["image"]:
        raise DatasetError(f"{dataset} holds lines that came without their pages. Export its lines instead.")
    if not default_storage.exists(row["image"]):
        raise DatasetError(f"The picture of a page of {dataset} is gone, so it cannot be exported.")


def page_picture(row: PageRow) -> bytes:
    """The picture of a whole page."""
    with default_storage.open(row["image"], "rb") as file:
        return bytes(file.read())


def _size(picture: bytes, name: str) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            return opened.size
    except (OSError, UnidentifiedImageError) as error:
        raise DatasetError(f"The stored picture {name} is broken, so the dataset cannot be exported.") from error


def _page_xml(row: PageRow, image: str, size: tuple[int, int], stamp: Stamp) -> bytes:
    lines = tuple(_line(line) for line in row["lines"])
    page = records.Page(image, *size, (records.Region(lines),), tuple(row["steps"]))
    return page_xml.write(records.Transcription("", (page,), row["language"]), stamp)


def _line(line: dict[str, Any]) -> records.Line:
    """Only a line of which everything is known has a text of its own: others learn from that."""
    words = tuple(_word(word) for word in line["words"] if word["state"] != NO_WORD)
    truth = line["parts"][0][0] if is_whole(line["parts"]) else ""
    return records.Line(points(line["baseline"]), points(line["polygon"]), words, truth, f"l{line['position']}")


def _word(word: dict[str, Any]) -> records.Word:
    author = records.PERSON if word["state"] == CONFIRMED else records.MACHINE
    text = records.ILLEGIBLE if word["text"] is None else word["text"]
    return records.Word(text, points(word["polygon"]), author=author)
