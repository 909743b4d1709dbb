"""What a word looks like to the reader, in a few numbers: words that look alike lie near each other. numpy alone.

A word's frames are parted into SLICES from left to right, and each tells which characters the reader sees there: the
mean of the square roots of their probabilities, without the blank, at unit length, so that the dot product of two
slices is a Bhattacharyya coefficient. A fixed random projection makes that small and keeps dot products (Johnson and
Lindenstrauss 1984). On `val`, this told look-alikes apart better than the net's columns or states did.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .alphabet import BLANK

#: Numbers a word, and the parts from left to right that they tell of.
SIZE, SLICES = 64, 4
_KEPT_AS = np.dtype("<f2")
_TINY = 1e-6


def look(log_probs: NDArray[np.float32]) -> bytes:
    """The look of a word with these frames (T, V), T > 0: SIZE numbers of half precision. Looks compare only within one
    model."""
    seen = np.delete(np.exp(log_probs / 2), BLANK, 1)
    edges = np.linspace(0, len(seen), SLICES + 1)
    starts, ends = np.floor(edges[:-1]).astype(int), np.ceil(edges[1:]).astype(int)
    slices = np.stack([seen[start:end].mean(0) for start, end in zip(starts, ends, strict=True)])
    slices /= np.linalg.norm(slices, axis=1, keepdims=True) + _TINY
    projected = slices.ravel() @ _projection(slices.size)
    return bytes((projected / (np.linalg.norm(projected) + _TINY)).astype(_KEPT_AS).tobytes())


def likeness(looks: Sequence[bytes]) -> NDArray[np.float32]:
    """How much each pair of N looks is alike, (N, N): 1 for the same, about 0 for strangers."""
    stacked = np.frombuffer(b"".join(looks), _KEPT_AS).astype(np.float32).reshape(len(looks), SIZE)
    alike: NDArray[np.float32] = stacked @ stacked.T
    return alike


@cache
def _projection(inputs: int) -> NDArray[np.float64]:
    return np.random.default_rng(0).standard_normal((inputs, SIZE))
