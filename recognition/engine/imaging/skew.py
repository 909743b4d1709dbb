"""Straightening: the angle at which the rows of ink stand out most (projection profile, Baird 1987)."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .ink import find_ink, shrink
from .outcome import Grey, Outcome

Indices = NDArray[np.signedinteger]

_SIDE, _UNIT = 1000, 30
_MAX_ANGLE, _COARSE, _FINE = 10.0, 1.0, 0.1
#: Smaller angles are left: lines are followed along their slope anyway, and turning softens the strokes: from 0.6
#: degrees on it cost hooker's `val` 0.1 points.
_MIN_ANGLE = 3.0
#: How much better than at angle 0 the rows must stand out.
_MIN_GAIN = 1.06


def deskew(grey: Grey) -> Outcome:
    """Turn by the measured angle; the canvas grows so that nothing is cut off."""
    angle, gain = skew(grey)
    if abs(angle) < _MIN_ANGLE or gain < _MIN_GAIN:
        return Outcome(grey, {"angle": 0.0, "measured": round(angle, 2), "gain": round(gain, 3)})
    outcome = turned(grey, angle)
    return replace(outcome, settings={"angle": round(angle, 2), "gain": round(gain, 3)})


def turned(grey: Grey, angle: float) -> Outcome:
    """The picture turned anticlockwise by degrees; the canvas grows so that nothing is cut off."""
    if angle == 0:
        return Outcome(grey, {"angle": 0.0})
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), angle, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    size = round(width * cosine + height * sine), round(width * sine + height * cosine)
    turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    around = float(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))
    picture = cv2.warpAffine(grey, turn, size, flags=cv2.INTER_CUBIC, borderValue=around).astype(np.uint8)
    return Outcome(picture, {"angle": round(angle, 2)}, np.asarray(cv2.invertAffineTransform(turn), np.float64))


def skew(grey: Grey) -> tuple[float, float]:
    """Degrees by which the picture must be turned anticlockwise to be level, and how much better the rows stand out
    there than at 0."""
    small, _ = shrink(grey, _SIDE)
    mask = find_ink(small, _UNIT).mask
    rows, columns = np.nonzero(text_only(mask))
    if len(rows) < 500:
        return 0.0, 1.0
    level = contrast_of_rows(rows, columns, 0.0)
    coarse = np.arange(-_MAX_ANGLE, _MAX_ANGLE + _COARSE / 2, _COARSE)
    best = max(coarse, key=lambda a: contrast_of_rows(rows, columns, float(a)))
    fine = np.arange(best - _COARSE, best + _COARSE, _FINE)
    best = float(max(fine, key=lambda a: contrast_of_rows(rows, columns, float(a))))
    return best, contrast_of_rows(rows, columns, best) / max(level, 1e-9)


def contrast_of_rows(rows: Indices, columns: Indices, angle: float) -> float:
    """Sum of squared differences between neighbouring rows of the ink's projection at an angle, per squared ink."""
    slope = np.tan(np.radians(angle))
    at = rows - columns * slope
    at = np.round(at - at.min()).astype(np.int64)
    profile = np.bincount(at).astype(np.float64)
    smooth = np.convolve(profile, np.ones(3) / 3, "same")
    return float(np.sum(np.diff(smooth, prepend=0.0, append=0.0) ** 2)) / len(rows) ** 2


def text_only(mask: Grey) -> Grey:
    """Ink without specks, long ruled lines and large dark areas, all of which have a direction of their own."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    height, width = mask.shape
    wide, high, area = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    keep = (area >= 8) & (wide < width * 0.5) & (high < height * 0.15) & (high >= 4)
    keep &= ~((wide > 12 * high) | (high > 12 * wide)) & (area < 0.01 * height * width)
    keep[0] = False
    return np.where(keep[labels], mask, np.uint8(0))
