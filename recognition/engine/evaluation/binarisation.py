"""How well ink was told from paper, pixel by pixel, as in the contests for document binarisation (DIBCO, Gatos et al.
2009)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(slots=True)
class InkCounts:
    """Pixels over a set of pictures. F = 2 · recall · precision / (recall + precision) of ink; PSNR = 10 · log10(1 /
    share of wrong pixels) in decibels, from the sums."""

    hit: int = 0
    missed: int = 0
    made_up: int = 0
    pixels: int = 0

    def update(self, truth: NDArray[np.bool_], ink: NDArray[np.bool_]) -> None:
        """True where there is ink; both (H, W)."""
        self.hit += int((truth & ink).sum())
        self.missed += int((truth & ~ink).sum())
        self.made_up += int((ink & ~truth).sum())
        self.pixels += truth.size

    @property
    def f_measure(self) -> float:
        return 2 * self.hit / max(2 * self.hit + self.missed + self.made_up, 1)

    @property
    def psnr(self) -> float:
        return float(-10 * np.log10(max(self.missed + self.made_up, 1) / max(self.pixels, 1)))
