"""Telling hands apart: how a page is written, in a few numbers, and pages grouped by them.

A line is told by means and deviations of the channels of an early layer of the reader, over its ink and paper: early
layers know strokes, later ones letters. A page is the mean of its lines. Pages are joined bottom-up by the mean of the
cosines between their members (average linkage; Sokal and Michener 1958), until no two groups are near enough.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from .recognizer.batching import by_width, normalise_contrast, scale_strip, stack
from .recognizer.crnn import STRIDE, Crnn

#: So many layers of the features are passed: up to the first of the third stage, which told hands apart best.
_LAYERS = 8
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
        seen = model.features[:_LAYERS](stack([normalise_contrast(scaled[i]) for i in group]).to(device))
        for i, line in zip(group, seen, strict=True):
            inked = line[:, :, : max(1, scaled[i].shape[1] // STRIDE)].flatten(1)
            found[i] = torch.cat([inked.mean(1), inked.std(1, correction=0)]).cpu().numpy()
    return np.stack([found[i] for i in range(len(scaled))])


@dataclass(frozen=True, slots=True)
class HandSpace:
    """How features of many hands lie, `mean` and `scale` (F,), and how far apart (1 - cosine) one hand's pages may be.
    `reader`: checksum of the weights it belongs to."""

    mean: Floats
    scale: Floats
    threshold: float
    reader: str

    @classmethod
    def of(cls, pages: Floats, threshold: float, reader: str) -> HandSpace:
        """The space of pages (N, F) of many hands."""
        return cls(pages.mean(0), pages.std(0) + _TINY, threshold, reader)

    @classmethod
    def load(cls, path: Path) -> HandSpace:
        """Raises HandsError."""
        try:
            kept = json.loads(path.read_text())
            mean, scale = (np.array(kept[name], np.float32) for name in ("mean", "scale"))
            return cls(mean, scale, float(kept["threshold"]), str(kept["reader"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise HandsError(f"{path} tells nothing about hands; make it anew with manage.py learn_hands.") from error

    def save(self, path: Path) -> None:
        mean, scale = ([round(float(x), 4) for x in row] for row in (self.mean, self.scale))
        kept = {"threshold": self.threshold, "reader": self.reader, "mean": mean, "scale": scale}
        path.write_text(json.dumps(kept) + "\n")

    def distances(self, pages: Floats) -> Floats:
        """1 - cosine between each two of N pages (N, F): (N, N), 0 to 2."""
        placed = (pages - self.mean) / self.scale
        placed /= np.linalg.norm(placed, axis=1, keepdims=True) + _TINY
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
