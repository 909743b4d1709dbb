"""What a line of a dataset looks like, also where this installation has never read it. Runs in the web process."""

from __future__ import annotations

import io
from itertools import islice
from typing import Any

from django.core.files.storage import default_storage
from PIL import Image

from ..models import DatasetVersion
from .dataset_manifests import LEARNED, DatasetError, PageRow, dataset_rows

_QUALITY, _TALLEST = 80, 120  # pixels


def some_lines(dataset: DatasetVersion, count: int) -> list[tuple[PageRow, dict[str, Any]]]:
    """The first lines of which something is learned, each with its page's row. Raises DatasetError."""
    pages = dataset_rows(dataset, LEARNED)
    return list(islice(((page, line) for page in pages for line in page["lines"] if line["parts"]), count))


def line_image(dataset: DatasetVersion, number: int) -> bytes:
    """The picture of one of `some_lines`, as WebP. Raises DatasetError."""
    page, line = some_lines(dataset, number + 1)[number]
    try:
        with default_storage.open(line.get("strip") or page["image"], "rb") as file, Image.open(file) as picture:
            shown = picture if "strip" in line else picture.crop(_box(line, *picture.size))
            shown = shown.convert("RGB")
    except OSError as error:
        raise DatasetError(f"The picture of a page of {dataset} is gone.") from error
    shown.thumbnail((shown.width, _TALLEST))
    data = io.BytesIO()
    shown.save(data, "WEBP", quality=_QUALITY)
    return data.getvalue()


def _box(line: dict[str, Any], width: int, height: int) -> tuple[int, int, int, int]:
    xs, ys = zip(*[*line["polygon"], *line["baseline"]], strict=True)
    left, top = max(0, min(int(min(xs)), width - 1)), max(0, min(int(min(ys)), height - 1))
    return left, top, max(left + 1, min(width, int(max(xs)))), max(top + 1, min(height, int(max(ys))))
