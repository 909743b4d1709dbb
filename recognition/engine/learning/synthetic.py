"""Synthetic handwriting with its truth: whole pages for trying things out, single lines for training.

Nothing here reads files or the network but the font that a Hand names. The same arguments and the same state of the
generator give the same pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ..layout.strips import cut_strip
from ..transcription import Page
from .synthetic_hand import Hand, expected_length
from .synthetic_layout import Block, Sheet, write_sheets
from .synthetic_paper import Paper
from .synthetic_scan import Scanner, scan_sheet


@dataclass(frozen=True, slots=True)
class SyntheticPage:
    """`image`: uint8 RGB (H, W, 3). `page`: lines with text, baseline, polygon, and words with text and polygon."""

    image: NDArray[np.uint8]
    page: Page


@dataclass(frozen=True, slots=True)
class SyntheticLine:
    """`image`: uint8 (STRIP_HEIGHT, W), cut like a line of a real page. `text`: what it says."""

    image: NDArray[np.uint8]
    text: str


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


def synthetic_line(
    text: str, hand: Hand, rng: np.random.Generator, paper: Paper | None = None, scanner: Scanner | None = None
) -> SyntheticLine:
    """One line with rows of shuffled words above and below, as they intrude on real strips. Raises FontError."""
    words, unit = text.split(), hand.x_height
    pitch = unit * rng.uniform(2.6, 3.6)
    rows = "\n".join((" ".join(rng.permutation(words)), text, " ".join(rng.permutation(words))))
    # A quarter more than expected for uneven spaces; the right edge far out, so that no row is broken.
    width, height = round(1.25 * expected_length(text, hand) + 8 * unit), round(4 * pitch)
    sheet = Sheet(width, height, pitch, 2 * unit, -10.0 * width, 1.3 * pitch, -pitch, drift=0.1 * unit)
    written = write_sheets([Block(rows)], hand, sheet, rng)[0]
    plain = paper or Paper(fibres=width // 6, foxing=0)
    bare = scanner or Scanner(shade=0.0)
    image, page = scan_sheet(written, written.ink, hand, plain, bare, "", rng)
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    line = list(page.lines())[1]
    return SyntheticLine(cut_strip(grey, line).image, text)
