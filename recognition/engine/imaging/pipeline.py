"""Preprocessing: named steps, each a pure function of a grey picture, applied in the order asked for.

One more step is a function `(grey) -> Outcome` in a file of its own, one row in `STEPS` and one in `steps.SWITCHES`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .border import trim
from .outcome import Affine, Grey, Outcome
from .paper import contrast, denoise, flatten
from .skew import deskew
from .upright import upright

STEPS: dict[str, Callable[[Grey], Outcome]] = {
    "upright": upright,
    "deskew": deskew,
    "trim": trim,
    "flatten": flatten,
    "contrast": contrast,
    "denoise": denoise,
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """`grey`: uint8 (H, W). `to_page`: 2 × 3 affine from its pixels to those of the picture that was given. `steps`:
    {"name": ..., "settings": {...}} of each step, in order."""

    grey: Grey
    to_page: Affine
    steps: tuple[dict[str, object], ...]


def prepare(image: NDArray[np.uint8], steps: Sequence[str]) -> Prepared:
    """Apply steps to a picture, uint8 (H, W) or (H, W, 3) RGB. Raises ValueError for a step that does not exist."""
    unknown = [name for name in steps if name not in STEPS]
    if unknown:
        raise ValueError(f"No preprocessing step is called {unknown[0]}: there are {', '.join(STEPS)}.")
    grey: Grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.uint8) if image.ndim == 3 else image
    to_page = np.eye(2, 3)
    record: list[dict[str, object]] = []
    for name in steps:
        outcome = STEPS[name](grey)
        grey = outcome.grey
        to_page = to_page @ np.vstack([outcome.to_source, [0.0, 0.0, 1.0]])
        record.append({"name": name, "settings": outcome.settings})
    return Prepared(np.ascontiguousarray(grey), to_page, tuple(record))
