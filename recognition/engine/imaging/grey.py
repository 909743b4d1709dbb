"""From colour to grey."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .outcome import Grey, Outcome

_CHANNELS = {"red": 0, "green": 1, "blue": 2}


def to_grey(image: NDArray[np.uint8]) -> Grey:
    """Brightness (ITU-R BT.601) of uint8 (H, W, 3) RGB; a grey picture as it is."""
    return image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.uint8)


def grey(image: NDArray[np.uint8], *, channel: str = "red") -> Outcome:
    """One channel of uint8 (H, W, 3) RGB, as through a filter of its colour; a grey picture as it is."""
    picture = image if image.ndim == 2 else np.ascontiguousarray(image[..., _CHANNELS[channel]])
    return Outcome(picture, {"channel": channel if image.ndim == 3 else "none"})
