"""Synthetic handwriting with its truth: whole pages for trying things out. Single lines: synthetic_strips.py.

Nothing here reads files or the network but the font that a Hand names. The same arguments and the same state of the
generator give the same pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..transcription import Page
from .synthetic_hand import Hand
from .synthetic_layout import Block, Sheet, write_sheets
from .synthetic_paper import Paper
from .synthetic_scan import Scanner, scan_sheet


@dataclass(frozen=True, slots=True)
class SyntheticPage:
    """`image`: uint8 RGB (H, W, 3). `page`: lines with text, baseline, polygon, and words with text and polygon."""

    image: NDArray[np.uint8]
    page: Page


def synthetic_pages(
    blocks: Sequence[Block], hand: Hand, sheet: Sheet, paper: Paper, scanner: Scanner, name: str,
    rng: np.random.Generator,
) -> list[SyntheticPage]:  # fmt: skip
    """A letter on as many pages as it needs; page images are called NAME_1, NAME_2, … Raises FontError."""
    written = write_sheets(blocks, hand, sheet, rng)
    pages = []
    for number, one in enumerate(written):
        # The two sides of a leaf show through each other; a last page without a neighbour borrows the first's ink.
        other = written[number ^ 1] if number ^ 1 < len(written) else written[0]
        turned = replace(scanner, rotation=scanner.rotation + rng.normal(0, 0.25))
        image, page = scan_sheet(one, other.ink, hand, paper, turned, f"{name}_{number + 1}", rng)
        pages.append(SyntheticPage(image, page))
    return pages
