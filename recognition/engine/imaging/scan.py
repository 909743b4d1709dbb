"""What a file gives: scans within limits, or one sentence that says why not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


class ScanError(ValueError):
    """The bytes give no page; the message is one sentence for the person who sent them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most a file may have: `pixels` a page, `pages` a file, `bytes` a file."""

    pixels: int = 120_000_000
    pages: int = 500
    bytes: int = 500_000_000

    def check_bytes(self, size: int, name: str) -> None:
        if size > self.bytes:
            raise ScanError(
                f"{name} has {_millions(size)} MB, more than the {_millions(self.bytes)} MB allowed: send it in parts."
            )

    def check_pages(self, count: int, name: str) -> None:
        if count > self.pages:
            raise ScanError(f"{name} has more than the {self.pages} pages allowed: send it in parts.")

    def check_size(self, width: int, height: int, name: str) -> None:
        """To be asked with the size the header names, before anything is decoded."""
        if width < 1 or height < 1:
            raise ScanError(f"{name} has no width or height: scan it again.")
        if width * height > self.pixels:
            raise ScanError(
                f"{name} has {width} × {height} pixels, more than the {_millions(self.pixels)} million allowed: "
                "scan it at a lower resolution."
            )


@dataclass(frozen=True, slots=True)
class Scan:
    """One upright picture of a file. `image`: uint8 (H, W) grey or (H, W, 3) RGB. `dpi`: None where the file does not
    say or cannot be believed. `index`: its place in the file, from 0."""

    image: NDArray[np.uint8]
    dpi: float | None
    index: int


def _millions(count: int) -> str:
    return f"{count / 1e6:.3g}"
