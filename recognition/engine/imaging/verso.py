"""Laying the other side of a leaf under a page: its picture mirrored, then moved until its ink lies on what shines
through. First every size and turn by correlation, then the best of them refined.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from .alignment import aligned, between_wholes
from .ink import Floats, find_ink, shrink
from .outcome import Affine, Grey

SIDE, UNIT = 1500, 45  # the working size, and lines of writing on it
_COARSE_SIDE = 375
_SIZES = np.geomspace(0.75, 1.0 / 0.75, 25)
_TURNS = (-2.0, -1.0, 0.0, 1.0, 2.0)  # degrees
#: Standard deviations by which the best place must stand out among all places, and share of agreement after
#: refinement. Pages that have nothing to do with each other reach an agreement of 0.15, sides of a leaf 0.28 (`val`).
MIN_PEAK, MIN_AGREEMENT = 8.0, 0.22
#: Share of the page that traces cover. Where little shines through there is nothing to gain, and looking takes time:
#: letter 16_53 of `val`, written through, has 0.02 to 0.05, two pages of three have less than 0.01.
MIN_TRACES = 0.010
_SOFT = 3.0  # blur of both maps in working pixels: ink spreads on its way through the paper


@dataclass(frozen=True, slots=True)
class Registration:
    """`matrix`: 2 × 3 affine from pixels of the page to those of the mirrored other side. `peak`: standard deviations
    by which the place stands out; `agreement`: correlation of both maps there, -1 to 1."""

    matrix: Affine
    peak: float
    agreement: float

    @property
    def certain(self) -> bool:
        return self.peak >= MIN_PEAK and self.agreement >= MIN_AGREEMENT


def shines_through(page: Grey) -> bool:
    """Whether there are so many pale traces on a page, uint8 (H, W), that the other side may be to blame."""
    small, _ = shrink(page, SIDE)
    return float(_pale(small).mean()) >= MIN_TRACES


def register(page: Grey, mirrored: Grey) -> Registration:
    """Where the ink of the mirrored other side shines through the page; both uint8 (H, W), of any two sizes."""
    (small, scale), (other, other_scale) = shrink(page, SIDE), shrink(mirrored, SIDE)
    traces, strokes = _traces(small), _strokes(other)
    coarse, peak = _best_place(traces, strokes)
    refined, agreement = _refine(traces, strokes, coarse)
    return Registration(between_wholes(refined, scale, other_scale), peak, agreement)


def _traces(grey: Grey) -> Floats:
    """What may shine through, float32 (H, W), 0-1."""
    return _soft(_pale(grey))


def _pale(grey: Grey) -> NDArray[np.bool_]:
    """Traces too pale to be the page's own ink, and not the rims of its strokes."""
    ink = find_ink(grey, UNIT)
    beside = cv2.dilate(ink.mask, np.ones((5, 5), np.uint8)) == 0
    return np.asarray((ink.faint > 0) & beside, np.bool_)


def _strokes(grey: Grey) -> Floats:
    return _soft(find_ink(grey, UNIT).mask > 0)


def _soft(values: NDArray[np.bool_]) -> Floats:
    return cv2.GaussianBlur(values.astype(np.float32), (0, 0), _SOFT).astype(np.float32)


def _best_place(traces: Floats, strokes: Floats) -> tuple[Affine, float]:
    """The likeliest similarity from pixels of `traces` to those of `strokes`, and how far it stands out."""
    step = _COARSE_SIDE / max(traces.shape)
    page, other = _scaled(traces, step), _scaled(strokes, step)
    size = 2 * cv2.getOptimalDFTSize(_COARSE_SIDE)
    spectrum = _spectrum(page, size)
    best, highest = np.eye(2, 3), -1.0
    for grow, turn in product(_SIZES, _TURNS):
        height, width = other.shape
        matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), turn, grow), np.float64)
        matrix[:, 2] += size / 4 - width / 2, size / 4 - height / 2  # room on all sides
        moved = cv2.warpAffine(other, matrix, (size // 2, size // 2)).astype(np.float32)
        places = np.fft.irfft2(spectrum * np.conj(_spectrum(moved, size)), (size, size))
        y, x = np.unravel_index(int(places.argmax()), places.shape)
        peak = float((places[y, x] - places.mean()) / max(float(places.std()), 1e-9))
        if peak > highest:
            matrix[:, 2] += (x if x < size // 2 else x - size, y if y < size // 2 else y - size)
            best, highest = matrix, peak
    to_page = np.vstack([best, [0.0, 0.0, 1.0]])
    zoom = np.diag([step, step, 1.0])
    return np.linalg.inv(np.linalg.inv(zoom) @ to_page @ zoom)[:2], highest


def _scaled(values: Floats, factor: float) -> Floats:
    return cv2.resize(values, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(np.float32)


def _spectrum(values: Floats, size: int) -> NDArray[np.complex128]:
    centred = values - cv2.GaussianBlur(values, (0, 0), 12)  # lines and words, not how full the page is
    return np.fft.rfft2(centred, (size, size))


def _refine(traces: Floats, strokes: Floats, start: Affine) -> tuple[Affine, float]:
    """The affine map near `start` on which both agree best, and their correlation over the whole page there."""
    found = aligned(traces, strokes, start)
    if found is None:
        return start, 0.0
    refined, _ = found
    size = traces.shape[1], traces.shape[0]
    # What the other side does not cover counts as empty, lest a small overlap agrees by chance.
    moved = cv2.warpAffine(strokes, refined, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    agreement = float(np.corrcoef(traces[::2, ::2].ravel(), moved[::2, ::2].ravel())[0, 1])
    return refined, agreement if np.isfinite(agreement) else 0.0
