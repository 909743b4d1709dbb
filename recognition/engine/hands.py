"""Telling hands apart: how a page is written, in a few numbers, and pages grouped by them.

A line is told by means and deviations of the channels of an early layer of the reader, where there is ink: early layers
know strokes, later ones letters, and bare paper tells of the scanner. A page is the mean of its lines, seen along the
directions in which hands differ (see learning/hand_space.py). Pages are joined bottom-up by the mean of the distances
between their members (average linkage; Sokal and Michener 1958), until no two groups are near enough.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import avg_pool2d

from .processor import quick
from .recognizer.batching import by_width, normalise_contrast, scale_strip, stack
from .recognizer.crnn import INPUT_HEIGHT, STRIDE, Crnn

#: So many layers of the features are passed: up to the residual blocks of the third stage, which told hands apart best.
_LAYERS = 9
_INK = 0.25  # of normalised contrast, mean over what one cell of that layer sees
_COLUMNS = 16_384
_TINY = 1e-4
Floats = NDArray[np.float32]


class HandsError(ValueError):
    """The file tells nothing about hands."""


@torch.inference_mode()
def hand_features(model: Crnn, strips: Sequence[NDArray[np.uint8]]) -> Floats:
    """Features (N, F) of N > 0 lines, uint8 of any height and width. They compare only within one model."""
    scaled = [scale_strip(strip) for strip in strips]
    device = next(model.parameters()).device
    found: dict[int, Floats] = {}
    for group in by_width([strip.shape[1] for strip in scaled], _COLUMNS):
        batch = stack([normalise_contrast(scaled[i]) for i in group]).to(device)
        with quick(str(device)):
            seen = model.features[:_LAYERS](batch).float()
        rows = seen.shape[2]
        ink = (avg_pool2d(batch.clamp(min=0), (INPUT_HEIGHT // rows, STRIDE)) > _INK).float()
        for i, line, where in zip(group, seen, ink, strict=True):
            width = max(1, scaled[i].shape[1] // STRIDE)
            found[i] = _told_by_ink(line[:, :, :width], where[:, :, :width]).cpu().numpy()
    return np.stack([found[i] for i in range(len(scaled))])


def _told_by_ink(line: Tensor, ink: Tensor) -> Tensor:
    """Means and deviations (2 C,) of channels (C, R, T) where `ink` (1, R, T) is 1."""
    count = ink.sum().clamp(min=1)
    mean = (line * ink).sum((1, 2)) / count
    spread = (((line - mean[:, None, None]) ** 2 * ink).sum((1, 2)) / count).sqrt()
    return torch.cat([mean, spread])


@dataclass(frozen=True, slots=True)
class HandSpace:
    """`projection` (F, K) of features less `center` (F,) to directions in which hands differ; `threshold`: how far
    apart (1 - cosine there) one hand's pages may be. `reader`: checksum of the weights it belongs to."""

    center: Floats
    projection: Floats
    threshold: float
    reader: str

    @classmethod
    def load(cls, path: Path) -> HandSpace:
        """Raises HandsError."""
        try:
            kept = json.loads(path.read_text())
            center, projection = (np.array(kept[name], np.float32) for name in ("center", "projection"))
            return cls(center, projection, float(kept["threshold"]), str(kept["reader"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise HandsError(f"{path} tells nothing about hands; make it anew with manage.py learn_hands.") from error

    def save(self, path: Path) -> None:
        """Three digits of each number, which move no distance by more than a hundredth."""
        projection = [[float(f"{x:.3g}") for x in row] for row in self.projection]
        center = [float(f"{x:.4g}") for x in self.center]
        kept = {"threshold": self.threshold, "reader": self.reader, "center": center, "projection": projection}
        path.write_text(json.dumps(kept, separators=(",", ":")) + "\n")

    def placed(self, pages: Floats) -> Floats:
        """Unit vectors (N, K) along the directions of hands, for pages (N, F)."""
        seen = (pages - self.center) @ self.projection
        placed: Floats = seen / (np.linalg.norm(seen, axis=1, keepdims=True) + _TINY)
        return placed

    def distances(self, pages: Floats) -> Floats:
        """1 - cosine between each two of N pages (N, F): (N, N), 0 to 2."""
        placed = self.placed(pages)
        apart: Floats = 1 - placed @ placed.T
        return apart


def group_pages(distances: Floats, threshold: float, given: Sequence[int | None]) -> list[list[int]]:
    """The groups of N pages, as indices. `given`: the hand that a person has chosen for a page; pages of one such hand
    are together whatever their distance, and pages of two never are."""
    groups = _given_groups(given)
    fixed = [given[group[0]] for group in groups]
    apart = np.array([[distances[np.ix_(a, b)].mean() for b in groups] for a in groups], np.float64)
    for i, one in enumerate(fixed):
        for j, other in enumerate(fixed):
            if i == j or (one is not None and other is not None):
                apart[i, j] = np.inf
    while apart.size and apart.min() <= threshold:
        i, j = (int(index) for index in np.unravel_index(apart.argmin(), apart.shape))
        share = len(groups[i]) / (len(groups[i]) + len(groups[j]))
        apart[i] = apart[:, i] = share * apart[i] + (1 - share) * apart[j]  # infinite where either may not be met
        apart[j] = apart[:, j] = np.inf
        groups[i] += groups[j]
        groups[j] = []
    return [sorted(group) for group in groups if group]


def _given_groups(given: Sequence[int | None]) -> list[list[int]]:
    """Pages of one given hand together, all others alone."""
    together: dict[int, list[int]] = {}
    for i, hand in enumerate(given):
        if hand is not None:
            together.setdefault(hand, []).append(i)
    return [*together.values(), *([i] for i, hand in enumerate(given) if hand is None)]
