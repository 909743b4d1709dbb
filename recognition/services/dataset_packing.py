"""The lines of a dataset version, cut out as the reader sees them and packed. Runs in workers: it loads the engine."""

from __future__ import annotations

from pathlib import PurePosixPath
from tempfile import TemporaryFile

import cv2
from django.core.files.base import File
from django.core.files.storage import default_storage

from ..formats.archive import zipped
from ..formats.dataset_archive import LINES, ROWS
from ..formats.dataset_rows import line_fields
from ..models import DatasetVersion
from .dataset_export import archive_name, head, page_part, write_row
from .dataset_lines import PictureError, line_strips
from .dataset_manifests import DatasetError, checksum_of, dataset_rows
from .exports import Entries, stamp_now
from .jobs import JobError


def pack_dataset(dataset_id: int) -> None:
    """Keep the archive of its lines beside the dataset, if it is not there already."""
    dataset = DatasetVersion.objects.select_related("project").filter(pk=dataset_id).first()
    if dataset is None or dataset.lines:
        return
    with TemporaryFile() as file:
        try:
            file.writelines(zipped(line_entries(dataset), stamp_now().created))
        except (DatasetError, PictureError) as error:
            raise JobError(str(error)) from error
        file.seek(0)
        dataset.lines.save(f"{archive_name(dataset, LINES)}.zip", File(file), save=False)
    if not DatasetVersion.objects.filter(pk=dataset.pk, lines="").update(lines=dataset.lines.name):
        dataset.lines.delete(save=False)  # another worker was faster, or the project is gone


def line_entries(dataset: DatasetVersion) -> Entries:
    """Paths and bytes: a picture for each line of which something is known, then the rows. Raises DatasetError,
    PictureError."""
    yield from head(dataset, LINES)
    number = 0
    with TemporaryFile() as rows:
        for page in dataset_rows(dataset):
            for line, strip in line_strips(page):
                number += 1
                if "strip" in line:
                    data, suffix = _stored(line["strip"]), PurePosixPath(line["strip"]).suffix
                else:
                    data, suffix = cv2.imencode(".png", strip)[1].tobytes(), ".png"
                path = f"lines/{number:06d}{suffix}"
                yield path, data
                place = {"page": page["checksum"], "picture": path, "checksum": checksum_of(data)}
                write_row(rows, page_part(page) | place | line_fields(line))
        rows.seek(0)
        yield ROWS[LINES], rows


def _stored(name: str) -> bytes:
    """As it was imported: packed anew it would be another file."""
    with default_storage.open(name, "rb") as file:
        return bytes(file.read())
