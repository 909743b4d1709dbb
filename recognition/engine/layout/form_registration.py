"""A form laid over another page printed alike: where each point of the sample page lies on that page.

What two pages of one form share is print and rulings, what differs is the writing. Corners of ink are matched (ORB,
Rublee et al. 2011), the maps that most matches agree on found (RANSAC, Fischler and Bolles 1981), and the best refined
on pictures of the long rulings (alignment.py). Where nothing can be matched, as on forms with rulings alone,
the two sheets of paper are laid on each other instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np

from ..imaging.alignment import aligned, between_wholes
from ..imaging.ink import Floats, shrink
from ..imaging.outcome import Affine, Grey

_SIDE = 1000  # pixels of the longer side, on which all is measured
_FEATURES, _KEPT_MATCHES, _MIN_INLIERS = 4000, 600, 12
_REACH = 4.0  # pixels within which a match agrees with a map
_MAX_STRETCH, _MAX_SHEAR = 1.35, 0.12  # pages of one form, scanned alike: no map beyond that is believed
_RULE_SHARE = 0.03  # of the longer side: strokes that are straight for so long are rulings
_ENOUGH = 0.6  # likeness at which no other start is tried
#: Correlation of the two ruling pictures from which the pages are taken to be of one form.
LEAST_LIKENESS = 0.45


class RegistrationError(ValueError):
    """The pages are not of one form."""


@dataclass(frozen=True, slots=True)
class Registration:
    """`to_page`: 2 × 3 affine from pixels of the sample to those of the page. `likeness`: correlation of both pages'
    rulings and print once laid on each other, -1 to 1."""

    to_page: Affine
    likeness: float


def register(sample: Grey, page: Grey) -> Registration:
    """Lay a sample page over another, both uint8 (H, W) of any size. Raises RegistrationError where they are not of
    one form, or nothing printed or ruled tells."""
    (small_sample, sample_scale), (small_page, page_scale) = shrink(sample, _SIDE), shrink(page, _SIDE)
    ink_sample, ink_page = _ink(small_sample), _ink(small_page)
    shared_sample, shared_page = _rulings(ink_sample), _rulings(ink_page)
    if not shared_sample.any() or not shared_page.any():
        raise RegistrationError("Nothing is ruled or printed on one of the pages.")
    best, likeness = np.eye(2, 3), -1.0
    for start in (partial(_matched, ink_sample, ink_page), partial(_sheets, small_sample, small_page)):
        found, alike = _refined(shared_sample, shared_page, start())
        if alike > likeness:
            best, likeness = found, alike
        if likeness >= _ENOUGH:
            break
    if likeness < LEAST_LIKENESS:
        raise RegistrationError("The pages are not printed or ruled alike.")
    return Registration(between_wholes(best, sample_scale, page_scale), likeness)


def _ink(grey: Grey) -> Grey:
    """Strokes bright on black, paper's shading gone."""
    strokes = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((11, 11), np.uint8))
    top = max(float(np.percentile(strokes, 99)), 16.0)
    ink: Grey = np.clip(strokes * (255.0 / top), 0, 255).astype(np.uint8)
    return ink


def _rulings(ink: Grey) -> Floats:
    """Straight strokes, across and down, softened so that a map that is a little off still feels them."""
    length = max(9, round(_RULE_SHARE * max(ink.shape)))
    dark = (ink > 64).astype(np.uint8) * 255
    across = cv2.morphologyEx(cv2.dilate(dark, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, length)))
    down = cv2.morphologyEx(cv2.dilate(dark, np.ones((1, 3), np.uint8)), cv2.MORPH_OPEN, np.ones((length, 1)))
    return cv2.GaussianBlur(np.maximum(across, down).astype(np.float32) / 255, (0, 0), 4).astype(np.float32)


def _matched(sample: Grey, page: Grey) -> Affine | None:
    """The similarity on which most matched corners agree."""
    orb = cv2.ORB.create(_FEATURES, fastThreshold=12)
    (points, codes), (other_points, other_codes) = (orb.detectAndCompute(one, None) for one in (sample, page))
    if codes is None or other_codes is None:
        return None
    matches = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(codes, other_codes)
    best = sorted(matches, key=lambda match: match.distance)[:_KEPT_MATCHES]
    if len(best) < _MIN_INLIERS:
        return None
    here = np.array([points[match.queryIdx].pt for match in best], np.float32)
    there = np.array([other_points[match.trainIdx].pt for match in best], np.float32)
    found, inliers = cv2.estimateAffinePartial2D(here, there, ransacReprojThreshold=_REACH, maxIters=5000)
    if found is None or int(inliers.sum()) < _MIN_INLIERS:
        return None
    return np.asarray(found, np.float64)


def _sheets(sample: Grey, page: Grey) -> Affine:
    """The box of the sample's paper onto that of the page's."""
    (left, top, right, bottom), (left_, top_, right_, bottom_) = _paper(sample), _paper(page)
    across, down = (right_ - left_) / (right - left), (bottom_ - top_) / (bottom - top)
    return np.array([[across, 0.0, left_ - across * left], [0.0, down, top_ - down * top]])


def _paper(grey: Grey) -> tuple[int, int, int, int]:
    """Where rows and columns are mostly light: the sheet, without the dark around a scan."""
    _, light = cv2.threshold(cv2.GaussianBlur(grey, (0, 0), 9), 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    if light.mean() > 0.98 or light.mean() < 0.2:
        return 0, 0, grey.shape[1], grey.shape[0]
    columns, rows = np.flatnonzero(light.mean(0) > 0.4), np.flatnonzero(light.mean(1) > 0.4)
    if len(columns) < 2 or len(rows) < 2:
        return 0, 0, grey.shape[1], grey.shape[0]
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _refined(sample: Floats, page: Floats, start: Affine | None) -> tuple[Affine, float]:
    """The map that lays the sample's rulings best over the page's, from a first one, and how alike they are then: -1
    where it leads to nothing that can be believed."""
    if start is None or not _sane(start):
        return np.eye(2, 3), -1.0
    refined = aligned(sample, page, start)
    if refined is None:
        return start, -1.0
    found, likeness = refined
    return found, likeness if _sane(found) else -1.0


def _sane(candidate: Affine) -> bool:
    """Whether the map neither stretches nor shears more than two scans of one form can differ."""
    x_axis, y_axis = candidate[:, 0], candidate[:, 1]
    sizes = float(np.hypot(*x_axis)), float(np.hypot(*y_axis))
    if min(sizes) < 1 / _MAX_STRETCH or max(sizes) > _MAX_STRETCH:
        return False
    return bool(abs(x_axis @ y_axis) / (sizes[0] * sizes[1]) < _MAX_SHEAR)
