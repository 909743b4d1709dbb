"""What a preprocessing step returns."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Affine = NDArray[np.float64]


def _identity() -> Affine:
    return np.eye(2, 3)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`grey`: uint8 (H, W). `settings`: plain values, what was used and what was measured. `to_source`: 2 × 3 affine
    from pixels of `grey` to those of the picture the step was given."""

    grey: Grey
    settings: dict[str, object]
    to_source: Affine = field(default_factory=_identity)
