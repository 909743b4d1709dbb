"""Pages to learn line finding from, scaled down and kept compressed in one file, so that no image is decoded twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ..geometry import Floats, as_array
from ..layout.extents import even_outlines, extent
from ..transcription import Page

#: Height of a page's lines with ascenders and descenders on the packed picture, in pixels; a little more than the net
#: sees, so that augmentation can come nearer.
PACKED_HEIGHT = 40
_WEBP_QUALITY = 60
_MAX_SIDE = 4000


@dataclass(frozen=True, slots=True)
class LineShape:
    """`baseline`: float32 (N, 2) in reading direction; `up`, `down`: its line's reach above and below, in pixels."""

    baseline: Floats
    up: float
    down: float

    def moved(self, matrix: NDArray[np.float64]) -> LineShape:
        """By a 2 × 3 similarity."""
        scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
        points = self.baseline @ matrix[:, :2].T + matrix[:, 2]
        return LineShape(points.astype(np.float32), self.up * scale, self.down * scale)


@dataclass(frozen=True, slots=True)
class LinePage:
    """`picture`: a picture file (WebP) with lines PACKED_HEIGHT high; `lines` in its pixels."""

    picture: bytes
    lines: tuple[LineShape, ...]
    name: str
    collection: str
    split: str

    def image(self) -> NDArray[np.uint8]:
        """uint8 (H, W)."""
        picture = cv2.imdecode(np.frombuffer(self.picture, np.uint8), cv2.IMREAD_GRAYSCALE)
        if picture is None:
            raise ValueError(f"The packed picture of {self.name} is damaged; remove the file of packed pages.")
        return picture.astype(np.uint8)


def pack_page(grey: NDArray[np.uint8], page: Page, name: str, collection: str, split: str) -> LinePage | None:
    """A page of ground truth, uint8 (H, W), scaled by the usual height of its lines; None where it has no lines."""
    shapes = [
        s for line in even_outlines(page).lines() if (s := _shape(as_array(line.baseline), as_array(line.polygon)))
    ]
    if not shapes:
        return None
    scale = min(PACKED_HEIGHT / float(np.median([s.up + s.down for s in shapes])), _MAX_SIDE / max(grey.shape))
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    _, packed = cv2.imencode(".webp", small, [cv2.IMWRITE_WEBP_QUALITY, _WEBP_QUALITY])
    matrix = np.array([[scale, 0.0, scale / 2 - 0.5], [0.0, scale, scale / 2 - 0.5]])
    return LinePage(packed.tobytes(), tuple(s.moved(matrix) for s in shapes), name, collection, split)


def _shape(baseline: Floats, polygon: Floats) -> LineShape | None:
    if len(baseline) < 2 or float(np.ptp(baseline, axis=0).max()) < 8:
        return None
    return LineShape(baseline, *extent(baseline, polygon))


def save_pages(path: Path, pages: Sequence[LinePage]) -> None:
    """One npz: the pictures end to end, where each ends, and the other fields as rows of JSON."""
    rows = [
        [
            [[s.baseline.round(1).tolist(), round(s.up, 1), round(s.down, 1)] for s in p.lines],
            p.name,
            p.collection,
            p.split,
        ]
        for p in pages
    ]
    with path.open("wb") as file:
        np.savez(
            file,
            pictures=np.frombuffer(b"".join(p.picture for p in pages), np.uint8),
            ends=np.cumsum([len(p.picture) for p in pages]),
            rows=np.frombuffer(json.dumps(rows, ensure_ascii=False).encode(), np.uint8),
        )


def load_pages(path: Path) -> list[LinePage]:
    with np.load(path) as packed:
        pictures, starts = packed["pictures"].tobytes(), [0, *packed["ends"].tolist()]
        rows = json.loads(packed["rows"].tobytes())
    return [
        LinePage(
            pictures[starts[i] : starts[i + 1]],
            tuple(LineShape(np.array(b, np.float32), up, down) for b, up, down in lines),
            *rest,
        )
        for i, (lines, *rest) in enumerate(rows)
    ]
