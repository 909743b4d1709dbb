"""Which pages a tuned reader reads: those in a hand that it was tuned on. All others its base reads.

What is learned of one hand is lost on others, and no mixture of old and new weights keeps both. So both are kept whole,
and every page goes to one of them. Which one is told by pictures alone, never by what was read: by features of the base
(hands.py) of the page's widest lines. The lines that were learned from are cut, in the order of their pages, into runs
as long as what is looked at of a page; runs are grouped by average linkage, up to half as far apart as pages of one
hand may be, and the middle of a group is a way in which the hand writes, such as with another pen. A page goes with a
middle that is as near as pages of one hand are to each other. How near that is was learned from other hands
(learning/hand_space.py), so nothing here is fitted to the pages that are to be told apart.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .hands import Floats, HandsError, HandSpace, group_pages, hand_features
from .recognizer.crnn import Crnn

logger = logging.getLogger(__name__)

_LINES = 12  # of a page, and of a run
_MOST = 360  # lines learned from that are looked at
#: Of the limit, how far apart runs of one way of writing may be: with the limit itself the many pages in one pen drew
#: the middle away from the few in another.
_WAY = 0.5
_HANDS = "hands"  # what they are called in a reader's card


def page_features(base: Crnn, strips: Sequence[NDArray[np.uint8]]) -> Floats:
    """Features (F,) of a page with these N > 0 lines, uint8 of any height and width."""
    widest = sorted(strips, key=lambda strip: strip.shape[1] / strip.shape[0])[-_LINES:]
    page: Floats = hand_features(base, widest).mean(0)
    return page


@dataclass(frozen=True, slots=True)
class TunedHands:
    """`middles`: features of each way of writing, (K, F), within `space`, which is that of the base."""

    space: HandSpace
    middles: Floats

    @classmethod
    def learned(cls, base: Crnn, checksum: str, file: Path, strips: Sequence[NDArray[np.uint8]]) -> TunedHands | None:
        """As `of`, in the space of a file; None, and a warning, where it is not that of the base."""
        space = _space_of(checksum, file)
        return cls.of(base, space, strips) if space else None

    @classmethod
    def of(cls, base: Crnn, space: HandSpace, strips: Sequence[NDArray[np.uint8]]) -> TunedHands:
        """The hands of N > 0 lines, uint8 of any height and width, in the order of their pages."""
        every = -(-len(strips) // _MOST)
        features = hand_features(base, strips[::every])
        runs = np.stack([run.mean(0) for run in np.array_split(features, max(1, len(features) // _LINES))])
        groups = group_pages(space.distances(runs), _WAY * space.threshold, [None] * len(runs))
        ways = [group for group in groups if len(group) > 1] or groups  # a run beside groups is a stray
        return cls(space, np.stack([runs[way].mean(0) for way in ways]))

    def hold(self, page: Floats) -> bool:
        """Whether a page with these features (F,) is in one of the hands."""
        nearest = self.space.distances(np.stack([page, *self.middles]))[0, 1:].min()
        return bool(nearest <= self.space.threshold)

    def on_card(self) -> dict[str, Any]:
        """As a part of a reader's card; the space stands beside the base."""
        return {
            _HANDS: {"base": self.space.reader, "middles": [[float(f"{x:.4g}") for x in row] for row in self.middles]}
        }

    @classmethod
    def of_card(cls, card: Mapping[str, Any], base: str, file: Path) -> TunedHands | None:
        """The hands on a card, in the space of a file; None where it holds none, or those of another base than that
        with this checksum."""
        kept = card.get(_HANDS)
        space = _space_of(base, file) if kept else None
        if kept is None or space is None:
            return None
        if kept["base"] != base:
            logger.warning("A tuned reader knows its hands by another base than is at hand, so it reads all pages.")
            return None
        return cls(space, np.array(kept["middles"], np.float32))


def _space_of(reader: str, file: Path) -> HandSpace | None:
    """None, and a warning, where a file is not the space of the reader with this checksum."""
    try:
        space = HandSpace.load(file)
    except HandsError as error:
        logger.warning("Pages are not told apart by their hands. %s", error)
        return None
    if space.reader != reader:
        logger.warning("%s belongs to another reader: pages are not told apart by their hands.", file)
        return None
    return space
