"""The directions in which hands differ, learned from pages of known hands: discriminants (Fisher 1936, Rao 1948).

What differs between pages of one hand, and between a page and the same page through another scanner, is taken for
noise. What differs between hands counts within a collection alone: between collections, papers and scanners differ too.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ..hands import Floats, HandSpace

DIRECTIONS = 64
#: Share of an even spread in the noise: pages of one hand are too few to know it in every direction.
_EVEN = 0.1
_TINY = 1e-4
_PAPER = 80  # percentile of the grey values


def learn_space(
    pages: Floats, scanned_again: Floats, hands: Sequence[str], collections: Sequence[str], threshold: float,
    reader: str,
) -> HandSpace:  # fmt: skip
    """From the features (N, F) of pages, and of the same pages through other scanners, with the hand and the collection
    of each."""
    scale = pages.std(0) + _TINY
    placed = pages / scale
    means, owners = _means(placed, hands)
    within = placed - means[owners]
    again = (scanned_again / scale - placed) / np.sqrt(2)
    noise = within.T @ within / (len(pages) - len(means)) + again.T @ again / len(pages)
    noise = (1 - _EVEN) * noise + _EVEN * np.trace(noise) / len(noise) * np.eye(len(noise))
    of_hand = dict(zip(hands, collections, strict=True))
    averages, groups = _means(means, [of_hand[hand] for hand in dict.fromkeys(hands)])
    between = means - averages[groups]
    whitened = np.linalg.inv(np.linalg.cholesky(noise))
    _, vectors = np.linalg.eigh(whitened @ between.T @ between @ whitened.T)
    projection = whitened.T @ vectors[:, ::-1][:, :DIRECTIONS] / scale[:, None]
    return HandSpace(means.mean(0) * scale, projection.astype(np.float32), threshold, reader)


def _means(rows: Floats, names: Sequence[str]) -> tuple[Floats, list[int]]:
    """The mean row of each name, in order of appearance, and for every row which of them is its own."""
    order = {name: i for i, name in enumerate(dict.fromkeys(names))}
    owners = [order[name] for name in names]
    means = np.stack([rows[np.array(owners) == i].mean(0) for i in range(len(order))])
    return means.astype(np.float32), owners


def scan_again(strips: Sequence[NDArray[np.uint8]], rng: np.random.Generator) -> list[NDArray[np.uint8]]:
    """Lines of one page, uint8 (H, W), as another scanner might show them: larger or smaller, higher or lower, thicker
    or thinner, blurred, darker or paler, with noise."""
    zoom, shift, gamma = rng.uniform(0.88, 1.12), rng.uniform(-0.04, 0.04), rng.uniform(0.7, 1.4)
    blur, noise, thicker = rng.uniform(0, 0.9), rng.uniform(0, 9), rng.uniform(-0.6, 0.6)
    found = []
    for strip in strips:
        height, width = strip.shape
        move = np.array([[zoom, 0, 0], [0, zoom, height * ((1 - zoom) / 2 + shift)]], np.float32)
        grey = cv2.warpAffine(
            strip.astype(np.float32), move, (max(1, round(width * zoom)), height), flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT, borderValue=float(np.percentile(strip, _PAPER)),
        )  # fmt: skip
        change = cv2.erode if thicker > 0 else cv2.dilate
        grey = abs(thicker) * change(grey, np.ones((2, 2), np.uint8)) + (1 - abs(thicker)) * grey
        grey = cv2.GaussianBlur(grey, (0, 0), blur) if blur > 0.3 else grey
        grey = 255 * (np.clip(grey, 0, 255) / 255) ** gamma + rng.normal(0, noise, grey.shape)
        found.append(np.clip(grey, 0, 255).astype(np.uint8))
    return found
