"""The pictures of a dataset version: what its pages show of each part, cut as the reader cuts what it reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from django.core.files.storage import default_storage
from numpy.typing import NDArray

from ..engine.geometry import transform
from ..engine.imaging.decode import ScanError, decode_scans
from ..engine.imaging.pipeline import prepare
from ..engine.imaging.scan import Limits
from ..engine.layout.extents import even_outlines
from ..engine.layout.strips import StripError, cut_strip
from ..engine.learning.cutting import part_samples
from ..engine.learning.parts import Part
from ..engine.learning.samples import Sample
from ..engine.recognizer.batching import scale_strip
from ..engine.transcription import Line, Page, Region
from ..models import DatasetVersion
from .dataset_versions import PageRow, dataset_pages
from .transcriptions import points


@dataclass(frozen=True, slots=True)
class DatasetLine:
    """`line`, `page`: their keys when the dataset was made. `samples`: its `parts`; the first is whole where
    `is_whole`. `strip`: all of it, uint8 (H, W)."""

    page: int
    line: int
    samples: tuple[Sample, ...]
    is_whole: bool
    parts: tuple[Part, ...]
    strip: NDArray[np.uint8]


def dataset_lines(dataset: DatasetVersion, side: str) -> Iterator[DatasetLine]:
    """All lines of one side with their parts. Pages whose picture is gone are left out."""
    for row in dataset_pages(dataset, side):
        try:
            with default_storage.open(row["image"], "rb") as file:
                image = next(decode_scans(file.read(), row["image"], Limits())).image
        except (OSError, ScanError):
            continue
        yield from _page_lines(row, image)


def _page_lines(row: PageRow, image: NDArray[np.uint8]) -> Iterator[DatasetLine]:
    prepared = prepare(image, row["steps"])
    from_page = cv2.invertAffineTransform(prepared.to_page)
    height, width = prepared.grey.shape
    found = tuple(
        Line(transform(points(line["baseline"]), from_page), transform(points(line["polygon"]), from_page))
        for line in row["lines"]
    )
    even = even_outlines(Page("", width, height, (Region(found),))).lines()
    for line, stored in zip(even, row["lines"], strict=True):
        if stored["parts"]:
            try:
                strip = scale_strip(cut_strip(prepared.grey, line).image)
            except StripError:
                continue
            yield _line(row, stored, strip)


def _line(row: PageRow, stored: dict[str, Any], strip: NDArray[np.uint8]) -> DatasetLine:
    parts = tuple(Part(*part) for part in stored["parts"])
    name = f"{row['page']}#{stored['line']}"
    whole = Sample(b"", "", name, str(row["document"]), "project", row["side"], strip.shape[1])
    samples = tuple(part_samples(whole, strip, parts))
    return DatasetLine(row["page"], stored["line"], samples, (parts[0].start, parts[0].end) == (0.0, 1.0), parts, strip)
