"""Strips to tensors: one contrast normalisation and one padding rule for training and reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .crnn import INPUT_HEIGHT, STRIDE

_WIDTH_STEP = 16  # batch widths are multiples of this, so that few shapes occur
MIN_INPUT_WIDTH = 24
_PAPER = 80  # percentile of the grey values that is taken for paper
_MARGIN = 0.25  # of a word picture's height


def scale_strip(strip: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A strip of any height (H, W) at the net's input height, at least MIN_INPUT_WIDTH wide."""
    width = max(MIN_INPUT_WIDTH, round(strip.shape[1] * INPUT_HEIGHT / strip.shape[0]))
    return cv2.resize(strip, (width, INPUT_HEIGHT), interpolation=cv2.INTER_AREA).astype(np.uint8)


def pad_picture(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture of a word (H, W) with paper on both sides, as much as a line begins and ends with."""
    margin = max(1, round(_MARGIN * picture.shape[0]))
    paper = int(np.percentile(picture, _PAPER))
    return np.pad(picture, ((0, 0), (margin, margin)), constant_values=paper)


def normalise_contrast(strip: NDArray[np.uint8] | NDArray[np.float32]) -> NDArray[np.float32]:
    """Paper near 0, ink near 1: (p80 - x) / (2.5 (σ + 8)), clipped to -1 … 3; float32 of the same shape."""
    values = strip.astype(np.float32)
    paper, spread = np.percentile(values, _PAPER), values.std() + 8.0
    contrast: NDArray[np.float32] = np.clip((paper - values) / (2.5 * spread), -1.0, 3.0).astype(np.float32)
    return contrast


def stack(strips: Sequence[NDArray[np.float32]]) -> Tensor:
    """Normalised strips (INPUT_HEIGHT, W_i) as one tensor (N, 1, INPUT_HEIGHT, W), zeros on the right."""
    widest = max(s.shape[1] for s in strips)
    width = -(-widest // _WIDTH_STEP) * _WIDTH_STEP
    batch = np.zeros((len(strips), 1, INPUT_HEIGHT, width), np.float32)
    for row, strip in zip(batch, strips, strict=True):
        row[0, :, : strip.shape[1]] = strip
    return torch.from_numpy(batch)


def frames(width: int) -> int:
    """Output frames that belong to an input of this width."""
    return -(-width // STRIDE)


def by_width(widths: Sequence[int], columns: int, most: int = 64) -> Iterator[list[int]]:
    """Indices grouped by similar width, each group padded to at most `columns` input columns in all."""
    group: list[int] = []
    for index in sorted(range(len(widths)), key=lambda i: widths[i]):
        if group and (len(group) >= most or (len(group) + 1) * widths[index] > columns):
            yield group
            group = []
        group.append(index)
    if group:
        yield group
