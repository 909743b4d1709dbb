"""Best-path decoding: the likeliest class of each frame, repeats and blanks collapsed (Graves et al., 2006)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..alphabet import BLANK, Alphabet


def best_path(frames: NDArray[np.float32]) -> list[int]:
    """Class indices of one line from its scores of any monotone kind, (T, V)."""
    classes = frames.argmax(1)
    starts = np.concatenate([[True], classes[1:] != classes[:-1]])
    return [int(c) for c in classes[starts] if c != BLANK]


def read_greedily(frames: NDArray[np.float32], alphabet: Alphabet) -> str:
    return alphabet.decode(best_path(frames))
