"""The pictures of a dataset version: what its pages show of each part, cut as the reader cuts what it reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from django.core.files.storage import default_storage
from numpy.typing import NDArray

from ..engine.geometry import transform
from ..engine.imaging.decode import ScanError, decode_scans
from ..engine.imaging.grey import to_grey
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
from .dataset_manifests import HELD_OUT, PageRow, dataset_rows, is_whole
from .transcriptions import points


class PictureError(Exception):
    """A picture of a dataset is missing or broken; the message names it."""


@dataclass(frozen=True, slots=True)
class DatasetLine:
    """`line`, `page`: their keys when the dataset was made; None where they were imported. `samples`: its `parts`; the
    first is whole where `is_whole`. `sheet`: the checksum of its page's picture. `strip`: all of it, uint8 (H, W)."""

    page: int | None
    line: int | None
    samples: tuple[Sample, ...]
    is_whole: bool
    sheet: str
    parts: tuple[Part, ...]
    strip: NDArray[np.uint8]


def dataset_lines(dataset: DatasetVersion, side: str) -> Iterator[DatasetLine]:
    """All lines of one side with their parts, of which those held out have none where no label was taken. Pages whose
    picture is gone are left out."""
    unknown = dataset.from_readings and side == HELD_OUT
    for row in dataset_rows(dataset, side):
        with suppress(PictureError):
            yield from [_line(row, stored, strip) for stored, strip in line_strips(row, unknown=unknown)]


def line_strips(row: PageRow, *, unknown: bool = False) -> Iterator[tuple[dict[str, Any], NDArray[np.uint8]]]:
    """A page's lines of which something is known, or with `unknown` all, each with its strip, uint8 (INPUT_HEIGHT, W).
    Raises PictureError."""
    if row["image"]:
        yield from _cut(row, _picture(row["image"]), unknown)
        return
    for line in row["lines"]:
        strip = _picture(line["strip"])
        yield line, scale_strip(strip if strip.ndim == 2 else to_grey(strip))


def _picture(name: str) -> NDArray[np.uint8]:
    try:
        with default_storage.open(name, "rb") as file:
            return next(decode_scans(file.read(), name, Limits())).image
    except (OSError, ScanError) as error:
        raise PictureError(f"The picture {name} is missing or broken.") from error


def _cut(row: PageRow, image: NDArray[np.uint8], unknown: bool) -> Iterator[tuple[dict[str, Any], NDArray[np.uint8]]]:
    prepared = prepare(image, row["steps"])
    from_page = cv2.invertAffineTransform(prepared.to_page)
    height, width = prepared.grey.shape
    found = tuple(
        Line(transform(points(line["baseline"]), from_page), transform(points(line["polygon"]), from_page))
        for line in row["lines"]
    )
    even = even_outlines(Page("", width, height, (Region(found),))).lines()
    for line, stored in zip(even, row["lines"], strict=True):
        if stored["parts"] or unknown:
            with suppress(StripError):
                yield stored, scale_strip(cut_strip(prepared.grey, line).image)


def _line(row: PageRow, stored: dict[str, Any], strip: NDArray[np.uint8]) -> DatasetLine:
    parts = tuple(Part(*part) for part in stored["parts"])
    name = f"{row['checksum'][:16]}#{stored['position']}"
    whole = Sample(b"", "", name, row["document"], "project", row["side"], strip.shape[1])
    samples = tuple(part_samples(whole, strip, parts))
    return DatasetLine(
        row.get("page"), stored.get("line"), samples, is_whole(stored["parts"]), row["checksum"], parts, strip
    )
