"""Where the ink is: darker than the paper around it, by a share of how dark the ink of its surroundings is. So faint
pencil beside black ink is found, and what shines through from the other side of the leaf mostly is not."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Floats = NDArray[np.float32]

_THRESHOLD, _FAINT = 0.42, 0.21  # of the darkness of the ink around
_FAINTEST, _DARKEST = 0.28, 1.3  # bounds of that darkness, as shares of the page's
_MIN_DARKNESS, _NOISES = 6.0, 5.0  # grey levels; multiples of the paper's grain
_TILE_PERCENTILE, _PAGE_PERCENTILE = 96, 60
_THICK, _LARGE = 0.45, 2.0  # units: what is thicker and larger is no writing


@dataclass(frozen=True, slots=True)
class Ink:
    """`mask`: uint8 (H, W), 255 on strokes. `faint`: uint8 (H, W), 255 on strokes and on half as dark traces, as of
    rules. `weight`: float32 (H, W), 0-1, how dark each stroke is among those around it."""

    mask: Grey
    faint: Grey
    weight: Floats


def shrink(grey: Grey, long_side: int) -> tuple[Grey, float]:
    """The picture at most `long_side` pixels long, and the factor it was scaled by (≤ 1)."""
    scale = min(1.0, long_side / max(grey.shape))
    if scale == 1.0:
        return grey, 1.0
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8), scale


def paper_level(grey: Grey, window: int) -> Grey:
    """Brightness of the paper at each pixel: strokes closed away, then smoothed over `window` pixels. Same shape."""
    step = max(1, window // 12)
    small_size = max(1, grey.shape[1] // step), max(1, grey.shape[0] // step)
    small = cv2.resize(grey, small_size, interpolation=cv2.INTER_AREA)
    size = max(3, window // step) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    smooth = cv2.GaussianBlur(closed, (0, 0), size / 3)
    return cv2.resize(smooth, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def find_ink(grey: Grey, unit: int) -> Ink:
    """The strokes of a picture, uint8 (H, W), in which lines of writing lie about `unit` pixels apart."""
    soft = cv2.GaussianBlur(grey, (0, 0), 0.7).astype(np.float32)
    darkness = np.maximum(paper_level(grey, unit) - soft, 0)
    floor = max(_MIN_DARKNESS, _NOISES * _grain(grey))
    darkness[_large_areas(darkness > floor, unit) > 0] = 0
    full = _darkness_around(darkness, unit, floor)
    mask = np.where((darkness > _THRESHOLD * full) & (darkness > floor), np.uint8(255), np.uint8(0))
    faint = np.where(darkness > np.maximum(_FAINT * full, floor / 2), np.uint8(255), np.uint8(0))
    return Ink(mask, faint, np.where(mask > 0, np.minimum(darkness / full, 1.0), 0.0).astype(np.float32))


def _grain(grey: Grey) -> float:
    """Standard deviation of the paper's own unevenness, from the median so that strokes do not count."""
    rough = grey[::2, ::2].astype(np.float32) - cv2.GaussianBlur(grey, (0, 0), 2)[::2, ::2]
    return 1.48 * float(np.median(np.abs(rough)))


def _large_areas(dark: NDArray[np.bool_], unit: int) -> Grey:
    """Dark areas too thick and too large to be writing: table tops, page edges, frames, photographs."""
    side = max(3, round(_THICK * unit))
    thick = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(thick, connectivity=8)
    large = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) > _LARGE * unit
    large[0] = False
    if not large.any():
        return np.zeros_like(thick)
    grown = max(3, unit // 6) | 1
    return cv2.dilate(large[labels].astype(np.uint8), np.ones((grown, grown), np.uint8)).astype(np.uint8)


def _darkness_around(darkness: Floats, unit: int, floor: float) -> Floats:
    """How dark the ink is in the surroundings of each pixel, float32 (H, W), never far from the page's."""
    height, width = darkness.shape
    rows, columns = math.ceil(height / unit), math.ceil(width / unit)
    padded = np.zeros((rows * unit, columns * unit), np.float32)
    padded[:height, :width] = darkness
    blocks = padded.reshape(rows, unit, columns, unit).transpose(0, 2, 1, 3).reshape(rows, columns, -1)
    tiles = np.percentile(blocks[..., ::2], _TILE_PERCENTILE, axis=2).astype(np.float32)
    inked = tiles[tiles > 1.5 * floor]
    page = float(np.percentile(inked, _PAGE_PERCENTILE)) if len(inked) else 3 * floor
    around = cv2.GaussianBlur(cv2.dilate(tiles, np.ones((3, 3), np.uint8)), (0, 0), 1.0)
    bounded = np.clip(around, max(_FAINTEST * page, floor), _DARKEST * page)
    return cv2.resize(bounded, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)
