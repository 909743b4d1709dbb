"""Laying the other side of a leaf under a page: its picture mirrored, then moved until its ink lies on what shines
through. First every size and turn by correlation, then the best of them refined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .alignment import aligned, between_wholes
from .ink import Floats, find_ink, shrink
from .outcome import Affine, Grey

SIDE, UNIT = 1500, 45  # the working size, and lines of writing on it
_COARSE_SIDE = 384
_SIZES = np.geomspace(0.75, 1.0 / 0.75, 25)
_TURNS = (-2.0, -1.0, 0.0, 1.0, 2.0)  # degrees
_FINER = float(_SIZES[1] / _SIZES[0]) ** 0.5
#: Standard deviations by which the best place must stand out among all places, and share of agreement after
#: refinement. Pages that have nothing to do with each other reach an agreement of 0.15, sides of a leaf 0.28 (`val`).
MIN_PEAK, MIN_AGREEMENT = 8.0, 0.22
#: Share of the page that traces cover. Where little shines through there is nothing to gain, and looking takes time:
#: letter 16_53 of `val`, written through, has 0.02 to 0.05, two pages of three have less than 0.01.
MIN_TRACES = 0.010
_HOPEFUL = 0.7  # of the least agreement, on half the size
_SOFT = 3.0  # blur of both maps in working pixels: ink spreads on its way through the paper


@dataclass(frozen=True, slots=True)
class Registration:
    """`matrix`: 2 × 3 affine from pixels of the page to those of the mirrored other side. `peak`: standard deviations
    by which the place stands out; `agreement`: correlation of both maps there, -1 to 1, 0 where it does not."""

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
    refined, agreement = _refine(traces, strokes, coarse) if peak >= MIN_PEAK else (coarse, 0.0)
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
    """The likeliest similarity from pixels of `traces` to those of `strokes`, and how far it stands out: all sizes and
    turns on small maps, then those around the best on larger ones."""
    grow, turn, _, _ = max(_places(traces, strokes, _COARSE_SIDE // 2, product(_SIZES, _TURNS)), key=_peak)
    near = product(grow * np.array([1 / _FINER, 1.0, _FINER]), turn + np.array([-0.5, 0.0, 0.5]))
    _, _, matrix, peak = max(_places(traces, strokes, _COARSE_SIDE, near), key=_peak)
    return matrix, peak


_Place = tuple[float, float, Affine, float]  # size, turn, map, standard deviations


def _peak(place: _Place) -> float:
    return place[3]


def _places(traces: Floats, strokes: Floats, side: int, tried: Iterable[tuple[float, float]]) -> Iterator[_Place]:
    step = side / max(traces.shape)
    page, other = _lines_of(traces, step), _lines_of(strokes, step)
    height, width = other.shape
    size = 2 * cv2.getOptimalDFTSize(side)
    spectrum = _spectrum(page, size)
    for grow, turn in tried:
        matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), turn, grow), np.float64)
        matrix[:, 2] += size / 4 - width / 2, size / 4 - height / 2  # room on all sides
        moved = _spectrum(cv2.warpAffine(other, matrix, (size // 2, size // 2)), size)
        places = cv2.idft(cv2.mulSpectrums(spectrum, moved, 0, conjB=True), flags=cv2.DFT_REAL_OUTPUT)
        _, highest, _, (x, y) = cv2.minMaxLoc(places)
        mean, deviation = cv2.meanStdDev(places)
        matrix[:, 2] += (x if x < size // 2 else x - size, y if y < size // 2 else y - size)
        onto = np.asarray(cv2.invertAffineTransform(matrix), np.float64)
        yield grow, turn, between_wholes(onto, step, step), (highest - mean[0, 0]) / max(deviation[0, 0], 1e-9)


def _lines_of(values: Floats, factor: float) -> Floats:
    """At the coarse size, without what is wider than lines and words: how full the page is."""
    small = _scaled(values, factor)
    return np.asarray(small - cv2.GaussianBlur(small, (0, 0), 12), np.float32)


def _scaled(values: Floats, factor: float) -> Floats:
    return cv2.resize(values, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(np.float32)


def _spectrum(values: NDArray[Any], size: int) -> NDArray[Any]:
    """Packed, as OpenCV packs the spectra of real pictures."""
    padded = np.zeros((size, size), np.float32)
    padded[: values.shape[0], : values.shape[1]] = values
    return cv2.dft(padded, nonzeroRows=values.shape[0])


def _refine(traces: Floats, strokes: Floats, start: Affine) -> tuple[Affine, float]:
    """The affine map near `start` on which both agree best, and their correlation over the whole page there: on half
    the size first, where nearly all that have nothing to do with each other are told."""
    near, agreement = _agreed(_scaled(traces, 0.5), _scaled(strokes, 0.5), between_wholes(start, 2.0, 2.0))
    near = between_wholes(near, 0.5, 0.5)
    return _agreed(traces, strokes, near) if agreement >= _HOPEFUL * MIN_AGREEMENT else (near, agreement)


def _agreed(traces: Floats, strokes: Floats, start: Affine) -> tuple[Affine, float]:
    found = aligned(traces, strokes, start)
    if found is None:
        return start, 0.0
    refined, _ = found
    size = traces.shape[1], traces.shape[0]
    # What the other side does not cover counts as empty, lest a small overlap agrees by chance.
    moved = cv2.warpAffine(strokes, refined, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    agreement = float(np.corrcoef(traces[::2, ::2].ravel(), moved[::2, ::2].ravel())[0, 1])
    return refined, agreement if np.isfinite(agreement) else 0.0
