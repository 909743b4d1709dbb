"""Lines cut out of their page as the reader cuts what it reads. Runs in workers: it loads the engine."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ..engine.cutting import cut_lines
from ..engine.geometry import transform
from ..engine.imaging.pipeline import prepare
from ..engine.transcription import Line, Page, Polygon, Region

Strip = NDArray[np.uint8]


def page_strips(
    image: NDArray[np.uint8], steps: Sequence[str], outlines: Sequence[tuple[Polygon, Polygon]], wanted: Sequence[int]
) -> list[Strip | None]:  # fmt: skip
    """The strips of the wanted lines of a page, None where one has no extent. `outlines`: baseline and polygon of every
    line, in pixels of `image`; only all lines together tell how high each is."""
    prepared = prepare(image, steps)
    from_page = cv2.invertAffineTransform(prepared.to_page)
    height, width = prepared.grey.shape
    found = tuple(Line(transform(base, from_page), transform(outline, from_page)) for base, outline in outlines)
    cut = cut_lines(prepared.grey, Page("", width, height, (Region(found),)))
    return [strip.image if (strip := cut[i]) else None for i in wanted]
