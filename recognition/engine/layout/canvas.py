"""The picture line finding works on: brought to one size of writing, ink only, rules and borders taken out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.border import border_mask
from ..imaging.ink import find_ink, shrink

Grey = NDArray[np.uint8]
Floats = NDArray[np.float32]

#: Distance between lines of writing on the canvas, in pixels; every length below is in these.
INTERLINE = 40
_MAX_SIDE, _MAX_ENLARGEMENT = 3000, 1.6
_PROBE_SIDE, _PROBE_UNIT = 1500, 45
_MIN_INTERLINE, _MAX_INTERLINE = 14, 300  # on the probe
_STRIP = 80
#: Interline distance over the height of the components most ink belongs to, where rows do not repeat.
_LINES_A_COMPONENT, _COMPONENT_RANGE = 1.7, (0.65, 4.5)
_SPREAD = 0.6  # of that multiple's logarithm, among pages
_MIN_PEAK, _MIN_COMB = 0.04, 0.10


@dataclass(frozen=True, slots=True)
class Canvas:
    """`ink`: uint8 (H, W), 255 on strokes. `weight`: float32 (H, W), 0-1, how dark each stroke is among those around
    it. `upright_rules`: uint8 (H, W), 255 on folds and rules that run down the page, which are no ink. `scale`: canvas
    pixels a page pixel."""

    ink: Grey
    weight: Floats
    upright_rules: Grey
    scale: float


def make_canvas(grey: Grey, interline: float) -> Canvas:
    """`grey`: uint8 (H, W) page; `interline`: its distance between lines, in its own pixels."""
    scale = min(INTERLINE / interline, _MAX_ENLARGEMENT, _MAX_SIDE / max(grey.shape))
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    mode = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = cv2.resize(grey, size, interpolation=mode).astype(np.uint8)
    ink = find_ink(_cover_border(small), INTERLINE)
    across, down = rules(ink.mask)
    strokes = np.where((across > 0) | (down > 0), np.uint8(0), ink.mask)
    return Canvas(strokes, np.where(strokes > 0, ink.weight, np.float32(0.0)), down, scale)


def _cover_border(small: Grey) -> Grey:
    """Dark surroundings painted in the brightness of the paper."""
    work, _ = shrink(small, 800)
    border = border_mask(work)
    if not border.any():
        return small
    grown = cv2.dilate(border, np.ones((7, 7), np.uint8))
    mask = cv2.resize(grown, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_NEAREST)
    level = np.uint8(np.percentile(small[mask == 0], 75)) if (mask == 0).any() else np.uint8(255)
    return np.where(mask > 0, level, small)


def rules(ink: Grey) -> tuple[Grey, Grey]:
    """Masks of long straight strokes across and down; letters that cross them stay whole. Down they may be thicker: no
    letter is that high, and folds, threads and page edges are."""
    return _rules(ink, thickness=6), np.ascontiguousarray(_rules(np.ascontiguousarray(ink.T), thickness=12).T)


def _rules(ink: Grey, thickness: int) -> Grey:
    """Mask of the pixels of lines across, at least 2.5 interlines long, a few degrees askew at most."""
    length = INTERLINE
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    runs = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((1, length), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    wide, high, area = (stats[:, i] for i in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    keep = (wide >= 2.5 * INTERLINE) & (area <= (thickness + 3) * wide) & (high <= thickness + 2 + 0.12 * wide)
    keep[0] = False
    found = np.where(keep[labels], np.uint8(255), np.uint8(0))
    # What a rule has lost under letters lies between its pieces.
    found = cv2.morphologyEx(found, cv2.MORPH_CLOSE, np.ones((1, 3 * INTERLINE), np.uint8))
    found = np.where(ink > 0, found, np.uint8(0)).astype(np.uint8)
    # A letter's stroke that crosses the rule reaches beyond it above or below: those columns stay.
    tall = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((thickness + 1, 1), np.uint8))
    return np.where(tall > 0, np.uint8(0), found)


def interline_of(grey: Grey) -> float:
    """The distance between lines of a page, uint8 (H, W), in its pixels: the lag at which the rows of ink repeat,
    or, where they do not, a multiple of the height of its components. 0 where there is no ink to speak of."""
    small, scale = shrink(grey, _PROBE_SIDE)
    ink = find_ink(_cover_border(small), _PROBE_UNIT).mask
    across, down = rules(ink)
    ink = _writing(np.where((across > 0) | (down > 0), np.uint8(0), ink))
    high = _component_height(ink)
    if high <= 0:
        return 0.0
    return (_repetition(ink, high) or _LINES_A_COMPONENT * high) / scale


def _writing(ink: Grey) -> Grey:
    """Ink without specks, rules and large areas."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high, area = (stats[:, i] for i in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    keep = (area >= 10) & (high >= 4) & (high < 0.2 * max(ink.shape)) & (wide < 15 * high) & (high < 12 * wide)
    keep[0] = False
    return np.where(keep[labels], ink, np.uint8(0))


def _component_height(ink: Grey) -> float:
    """The height below which half of the ink's components lie, weighed by their ink."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    high, area = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_AREA]
    if area.sum() < 100:
        return 0.0
    order = np.argsort(high)
    below = np.cumsum(area[order])
    return float(high[order][np.searchsorted(below, below[-1] / 2)])


def _repetition(ink: Grey, component: float) -> float | None:
    """The distance at which rows of ink repeat best, or None: the smallest lag whose multiples are peaks of the rows'
    autocorrelation, and the lags between them valleys."""
    lags = _autocorrelation(ink)
    inner = lags[1:-1]
    peaks = np.flatnonzero((inner >= lags[:-2]) & (inner > lags[2:]) & (inner > _MIN_PEAK)) + 1
    low, high = (component * share for share in _COMPONENT_RANGE)
    peaks = peaks[(peaks >= max(low, _MIN_INTERLINE)) & (peaks <= min(high, _MAX_INTERLINE))]
    if not len(peaks):
        return None
    usual = np.exp(-0.5 * (np.log(peaks / (_LINES_A_COMPONENT * component)) / _SPREAD) ** 2)
    combs = np.array([_comb(lags, int(p)) for p in peaks]) * usual
    if combs.max() < _MIN_COMB:
        return None
    return float(peaks[combs >= 0.7 * combs.max()][0])


def _autocorrelation(ink: Grey) -> NDArray[np.float64]:
    """Of the rows' ink, summed over narrow strips of the page so that slopes do not matter; 1 at lag 0."""
    height, width = ink.shape
    total = np.zeros(max(3, min(3 * _MAX_INTERLINE, height // 2)), np.float64)
    for part in np.array_split(ink > 0, max(1, round(width / _STRIP)), axis=1):
        profile = np.convolve(part.sum(1), np.hanning(7) / 3, "same")[:height]
        profile = profile - cv2.blur(profile.reshape(-1, 1), (1, 201)).ravel()
        power = np.abs(np.fft.rfft(profile, 2 * height)) ** 2
        total += np.fft.irfft(power)[: len(total)]
    return total / max(float(total[0]), 1e-9)


def _comb(lags: NDArray[np.float64], lag: int) -> float:
    """Height of the peaks near the first three multiples of a lag over the valleys between them."""
    slack = max(1, round(0.06 * lag))
    tops = [lags[k * lag - slack : k * lag + slack + 1] for k in (1, 2, 3) if k * lag + slack < len(lags)]
    floors = [lags[round((k - 0.5) * lag)] for k in range(1, len(tops) + 1)]
    return float(np.mean([t.max() for t in tops]) - np.mean(floors)) if tops else 0.0
