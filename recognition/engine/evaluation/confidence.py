"""How good confidences are: ranking (AUROC) and honesty (ECE), over words marked right or wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein


def right_words(truth: Sequence[str], reading: Sequence[str]) -> list[bool]:
    """Whether each word of the reading is exactly right, by the least-edit alignment of the two word sequences."""
    right = [False] * len(reading)
    for block in Levenshtein.opcodes(truth, reading):
        if block.tag == "equal":
            right[block.dest_start : block.dest_end] = [True] * (block.dest_end - block.dest_start)
    return right


def auroc(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float | None:
    """Probability that a right word is surer than a wrong one, ties half (Mann-Whitney); None without both."""
    positives, negatives = int(right.sum()), int((~right).sum())
    if not positives or not negatives:
        return None
    values, inverse, counts = np.unique(confidence, return_inverse=True, return_counts=True)
    del values
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[right].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def expected_calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 15) -> float:
    """Mean |confidence − share right| over bins of equal width, weighted by words (Naeini et al. 2015)."""
    if not len(confidence):
        return 0.0
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for index in range(bins):
        inside = which == index
        if inside.any():
            error += inside.mean() * abs(float(confidence[inside].mean()) - float(right[inside].mean()))
    return float(error)
