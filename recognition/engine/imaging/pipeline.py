"""Preprocessing: named steps, each a pure function of a grey picture, applied in the order asked for.

One more step is a function `(grey, *, parameters) -> Outcome` in a file of its own, one row in `STEPS` and one in
`steps.SWITCHES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .bleed import subtract_other_side, suppress_bleed
from .border import trim
from .contour import cut_out
from .grey import grey, to_grey
from .outcome import Affine, Grey, Outcome
from .paper import contrast, denoise, flatten
from .size import bring_to_size
from .skew import deskew
from .steps import SWITCHES, Value
from .thresholds import adaptive, learned, otsu, sauvola
from .upright import upright

STEPS: dict[str, Callable[..., Outcome]] = {
    "grey": grey,
    "other_side": subtract_other_side,
    "upright": upright,
    "deskew": deskew,
    "trim": trim,
    "contour": cut_out,
    "size": bring_to_size,
    "bleed": suppress_bleed,
    "flatten": flatten,
    "contrast": contrast,
    "denoise": denoise,
    "otsu": otsu,
    "adaptive": adaptive,
    "sauvola": sauvola,
    "learned": learned,
}


@dataclass(frozen=True, slots=True)
class StepInputs:
    """What steps are given beside the picture. `settings` by step and parameter, where they differ from the default.
    `others`: pages, uint8 (H, W) or (H, W, 3), of which one may be the other side of the leaf."""

    settings: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    others: Sequence[NDArray[np.uint8]] = ()


PLAIN = StepInputs()


@dataclass(frozen=True, slots=True)
class Prepared:
    """`grey`: uint8 (H, W). `to_page`: 2 × 3 affine from its pixels to those of the picture that was given. `steps`:
    {"name": ..., "settings": {...}} of each step, in order."""

    grey: Grey
    to_page: Affine
    steps: tuple[dict[str, object], ...]


def prepare(image: NDArray[np.uint8], steps: Sequence[str], inputs: StepInputs = PLAIN) -> Prepared:
    """Apply steps to a picture, uint8 (H, W) or (H, W, 3) RGB. Raises ValueError for a step that does not exist."""
    unknown = [name for name in steps if name not in STEPS]
    if unknown:
        raise ValueError(f"No preprocessing step is called {unknown[0]}: there are {', '.join(STEPS)}.")
    picture = image if "grey" in steps[:1] else to_grey(image)
    to_page = np.eye(2, 3)
    record: list[dict[str, object]] = []
    for name in steps:
        given: dict[str, object] = dict(inputs.settings.get(name, {}))
        if SWITCHES[name].both_sides:
            given["others"] = [to_grey(other) for other in inputs.others]
        outcome = STEPS[name](picture, **given)
        picture = outcome.grey
        to_page = to_page @ np.vstack([outcome.to_source, [0.0, 0.0, 1.0]])
        record.append({"name": name, "settings": outcome.settings})
    return Prepared(np.ascontiguousarray(picture), to_page, tuple(record))
