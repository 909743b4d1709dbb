"""Preprocessing: named steps, each a pure function of a grey picture, applied in the order asked for.

One more step is a function `(grey) -> Outcome` in a file of its own and one row in `STEPS`.
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


@dataclass(frozen=True, slots=True)
class Step:
    """`label` is what a person reads beside its switch; `default`: on unless a project says otherwise."""

    name: str
    label: str
    run: Callable[[Grey], Outcome]
    default: bool


_ALL = (
    Step("upright", "Turn pages that lie on their side or stand on their head", upright, True),
    Step("deskew", "Straighten pages that lie askew", deskew, True),
    Step("trim", "Cut away dark borders around the paper", trim, True),
    Step("flatten", "Even out shadows and stains", flatten, False),
    Step("contrast", "Stretch faint writing to full contrast", contrast, False),
    Step("denoise", "Smooth away grain", denoise, False),
)
STEPS: dict[str, Step] = {step.name: step for step in _ALL}
DEFAULT_STEPS: tuple[str, ...] = tuple(step.name for step in _ALL if step.default)


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
        outcome = STEPS[name].run(grey)
        grey = outcome.grey
        to_page = to_page @ np.vstack([outcome.to_source, [0.0, 0.0, 1.0]])
        record.append({"name": name, "settings": outcome.settings})
    return Prepared(np.ascontiguousarray(grey), to_page, tuple(record))
