"""How high the lines of a page are cut out: of several cuts the one at which a reader is surest.

A reader reads best what is cut as the lines were that it learned from. Outlines of ground truth and of people reach as
they like, from line to line and from page to page, and the line net, which judges all lines of a page by one measure,
may take all of a hand for higher or lower than it is. Surest is where its frames leave the least entropy (Shannon
1948) on some lines of the page.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .layout.extents import even_outlines, reaching
from .layout.line_finder import LineFinder
from .layout.strips import Strip, cut_or_none
from .recognizer.crnn import Crnn
from .recognizer.reading import frame_log_probs
from .transcription import Page

#: A strip for each line of a page; None where it has no extent.
Cut = list[Strip | None]
#: Shares of the net's heights; the first as good as any on most pages, the second on hands with short letters.
_FOUND = (0.95, 0.76)
#: So much less entropy must be left before outlines that somebody gave are not followed. All chosen on `val`.
_CLEARLY = 0.03
_TRIED = 12  # lines


def cut_lines(grey: NDArray[np.uint8], page: Page) -> Cut:
    """The lines of a page, uint8 (H, W), as their outlines say, evened."""
    return [cut_or_none(grey, line) for line in even_outlines(page).lines()]


def found_cuts(grey: NDArray[np.uint8], page: Page) -> list[tuple[Page, Cut]]:
    """The lines that the net has found on a page, uint8 (H, W), with outlines as high as each cut."""
    return [(scaled, cut_lines(grey, scaled)) for scaled in (reaching(page, share) for share in _FOUND)]


def given_cuts(grey: NDArray[np.uint8], page: Page, finder: LineFinder | None) -> list[Cut]:
    """The lines of a page, uint8 (H, W), as their outlines say and, where there is a net, as it sees them."""
    seen = finder.outlined(grey, page) if finder else None
    cut = cut_lines(grey, page)
    return [cut, cut_lines(grey, reaching(seen, _FOUND[0]))] if seen else [cut]


def surest_cut(model: Crnn, cuts: Sequence[Cut], *, given: bool = False) -> int:
    """Which of the cuts to read; the first is preferred where it was `given`."""
    strips = [line for line in zip(*cuts, strict=True) if all(line)]
    if len(cuts) < 2 or not strips:
        return 0
    tried = [strips[i] for i in np.unique(np.linspace(0, len(strips) - 1, _TRIED).round().astype(int))]
    frames = frame_log_probs(model, [strip.image for line in tried for strip in line if strip])
    left = np.array([-(np.exp(one) * one).sum() for one in frames]).reshape(len(tried), len(cuts)).sum(0)
    if given:
        left[0] *= 1 - _CLEARLY
    return int(left.argmin())
