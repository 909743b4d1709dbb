"""Line strips: the picture of a line, straightened along its baseline to a fixed height.

The strip is sampled along normals of the smoothed baseline, from the line's upper to its lower extent, and what
lies outside the line's polygon is replaced by paper, so that ascenders of the neighbours do not intrude.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..geometry import Floats, arc_length, as_array, as_polygon, fill, resample
from ..transcription import Line, Polygon
from .extents import extent

STRIP_HEIGHT = 64
MIN_WIDTH, MAX_WIDTH = 16, 2400
_KNOT_DISTANCE = 40.0  # page pixels between the knots of the smoothed baseline
_MARGIN = 1.05


class StripError(ValueError):
    """The line has no extent from which a strip could be cut."""


@dataclass(frozen=True, slots=True)
class Strip:
    """`image`: uint8 (height, W), paper light, ink dark. `top`, `bottom`: page points of its two edges, (W, 2)."""

    image: NDArray[np.uint8]
    top: Floats
    bottom: Floats

    def span(self, start: int, end: int, knots: int = 4) -> Polygon:
        """Outline on the page of the columns start ≤ x < end."""
        last = len(self.top) - 1
        at = np.linspace(min(max(start, 0), last), min(max(end - 1, 0), last), knots).round().astype(int)
        return as_polygon(np.concatenate([self.top[at], self.bottom[at][::-1]]))


def cut_strip(page: NDArray[np.uint8], line: Line, height: int = STRIP_HEIGHT, masked: bool = True) -> Strip:
    """Straighten one line of a grey page, uint8 (H, W). Raises StripError where the baseline has no length.

    With `masked` off the neighbours stay in the picture. Columns are in proportion between strips of one line.
    """
    polygon = as_array(line.polygon)
    centre, normal, up, down = _frame(as_array(line.baseline), polygon, height)
    offsets = np.linspace(-up, down, height, dtype=np.float32)[:, None]
    map_x = (centre[None, :, 0] + offsets * normal[None, :, 0]).astype(np.float32)
    map_y = (centre[None, :, 1] + offsets * normal[None, :, 1]).astype(np.float32)
    image = _sample(page, map_x, map_y, polygon if masked else polygon[:0])
    return Strip(image, np.stack([map_x[0], map_y[0]], 1), np.stack([map_x[-1], map_y[-1]], 1))


def cut_or_none(page: NDArray[np.uint8], line: Line) -> Strip | None:
    """None where the line has no extent."""
    try:
        return cut_strip(page, line)
    except StripError:
        return None


def _frame(baseline: Floats, polygon: Floats, height: int) -> tuple[Floats, Floats, float, float]:
    """Centre line and unit normals (W, 2) of the strip, and its extent in page pixels above and below."""
    length = arc_length(baseline)[-1] if len(baseline) > 1 else 0.0
    if length < 8:
        raise StripError("The baseline is shorter than 8 pixels.")
    knots = resample(baseline, max(2, int(length / _KNOT_DISTANCE) + 1))
    up, down = (_MARGIN * reach for reach in extent(knots, polygon))
    scale = height / (up + down)
    width = int(np.clip(round(length * scale), MIN_WIDTH, MAX_WIDTH * height // STRIP_HEIGHT))
    centre = resample(knots, width)
    tangent = np.gradient(centre, axis=0)
    window = min(max(1, int(_KNOT_DISTANCE * scale)), width)
    padded = np.pad(tangent, ((window, window), (0, 0)), mode="edge")
    kernel = np.ones(window) / window
    smooth = np.stack([np.convolve(padded[:, i], kernel, "same")[window:-window] for i in (0, 1)], 1)
    smooth /= np.hypot(smooth[:, 0], smooth[:, 1])[:, None] + 1e-6
    normal = np.stack([-smooth[:, 1], smooth[:, 0]], 1).astype(np.float32)
    return centre, normal, up, down


def _sample(page: NDArray[np.uint8], map_x: Floats, map_y: Floats, polygon: Floats) -> NDArray[np.uint8]:
    height, width = page.shape
    left, top = max(0, int(map_x.min()) - 2), max(0, int(map_y.min()) - 2)
    right, bottom = min(width, int(map_x.max()) + 3), min(height, int(map_y.max()) + 3)
    if right - left < 4 or bottom - top < 4:
        raise StripError("The line lies outside the page.")
    crop = page[top:bottom, left:right]
    origin = np.array([left, top], np.float32)
    xs, ys = map_x - left, map_y - top
    shrinking = (map_y[-1] - map_y[0]).mean() > len(map_y)
    mode = cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR
    image = cv2.remap(crop, xs, ys, mode, borderMode=cv2.BORDER_REPLICATE)
    if len(polygon) < 3:
        return image.astype(np.uint8)
    inside = cv2.dilate(fill((crop.shape[0], crop.shape[1]), polygon - origin), np.ones((5, 5), np.uint8))
    if not inside.any():
        return image.astype(np.uint8)
    paper = np.uint8(np.percentile(crop[inside > 0], 70))
    return np.where(cv2.remap(inside, xs, ys, cv2.INTER_LINEAR) > 127, image, paper).astype(np.uint8)
