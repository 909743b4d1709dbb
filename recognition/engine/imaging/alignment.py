"""The last step of laying one picture on another, whatever they show: a map near a first one, found on small pictures
and carried over to the whole ones."""

from __future__ import annotations

import cv2
import numpy as np

from .ink import Floats
from .outcome import Affine

_CRITERIA = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 60, 1e-5)  # rounds at most, and when it stands still


def aligned(source: Floats, target: Floats, start: Affine) -> tuple[Affine, float] | None:
    """The 2 × 3 affine from pixels of `source` to those of `target`, both (H, W), under which both correlate best, and
    that correlation where they overlap (ECC, Evangelidis and Psarakis 2008). None where it does not converge."""
    try:
        alike, found = cv2.findTransformECC(source, target, start.astype(np.float32), cv2.MOTION_AFFINE, _CRITERIA)
    except cv2.error:  # nothing in common
        return None
    return np.asarray(found, np.float64), float(alike)


def between_wholes(found: Affine, source_scale: float, target_scale: float) -> Affine:
    """A map between pictures shrunken by these factors, as one between the whole pictures."""
    shrunken = np.vstack([found, [0.0, 0.0, 1.0]]) @ np.diag([source_scale, source_scale, 1.0])
    return np.asarray((np.diag([1 / target_scale, 1 / target_scale, 1.0]) @ shrunken)[:2], np.float64)
