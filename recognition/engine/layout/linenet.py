"""The line net: a small U-Net that says of each place of a page whether a baseline runs there, where lines end, how far
they reach above and below, and which way they are read.

The maps follow ParseNet (Kodym & Hradiš, "Page Layout Analysis System for Unconstrained Historic Documents", 2021);
the reading direction, with which pages on their side or head are told, is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

#: Height of a line with its ascenders and descenders on the net's input, in pixels.
LINE_HEIGHT = 28
#: Input pixels a pixel of the maps.
STRIDE = 2
#: The maps: logits of baseline and line end; natural logarithms of the reach above and below the baseline, in map
#: pixels; cosine and sine of the reading direction, y down.
BASELINE, END, UP, DOWN, COSINE, SINE = range(6)
MAPS = 6


@dataclass(frozen=True, slots=True)
class LineNetConfig:
    channels: tuple[int, ...] = (16, 32, 64, 96, 128)  # 0.8 M parameters; a page takes a tenth of a second

    @property
    def multiple(self) -> int:
        """Sides of the input must be multiples of this."""
        return STRIDE << (len(self.channels) - 1)


class LineNet(nn.Module):
    """`forward` maps normalised pages (N, 1, H, W) to maps (N, MAPS, H / STRIDE, W / STRIDE)."""

    def __init__(self, config: LineNetConfig | None = None) -> None:
        super().__init__()
        self.config = config or LineNetConfig()
        levels = self.config.channels
        self.stem = _convolutions(1, levels[0], 2)
        self.down = nn.ModuleList(_convolutions(i, o, 2) for i, o in pairwise(levels))
        self.up = nn.ModuleList(_convolution(i + o, i) for i, o in pairwise(levels))
        self.head = nn.Conv2d(levels[0], MAPS, 1)

    def forward(self, pages: Tensor) -> Tensor:
        x: Tensor = self.stem(pages)
        passed = []
        for narrower in self.down:
            passed.append(x)
            x = narrower(x)
        for wider, beside in zip(reversed(self.up), reversed(passed), strict=True):
            x = wider(torch.cat([F.interpolate(x, scale_factor=2), beside], 1))
        maps: Tensor = self.head(x)
        return maps


def _convolutions(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    return nn.Sequential(*_convolution(inputs, outputs, stride), *_convolution(outputs, outputs))


def _convolution(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    layers: Sequence[nn.Module] = (
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(True)
    )  # fmt: skip
    return nn.Sequential(*layers)
