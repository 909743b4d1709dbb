"""What hands look like to the shipped reader, learned from packed lines of known writers and measured on others."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..engine.evaluation.groups import adjusted_rand_index, purity
from ..engine.hands import Floats, HandSpace, group_pages, hand_features
from ..engine.learning.samples import Sample
from ..engine.reader import Reader

#: Collections in which a document is one hand; the letters of `hooker` are all of one.
_COLLECTIONS, _ONE_HAND = ("copiste", "poilus", "mss19", "hooker"), "hooker"
_HANDS, _UNITS, _LINES, _FEWEST = 60, 72, 6, 3  # a collection's writers and half pages; lines of a half page
_WIDE = 200  # pixels of a line at the net's height: shorter ones tell little
_MOST, _PROJECTS = 16, 60  # half pages of a hand in a project, and made-up projects
_SIZES = (1, 3, 6, 10)  # hands of a project
_THRESHOLDS = tuple(step / 20 for step in range(4, 26))


@dataclass(frozen=True, slots=True)
class HandFigures:
    """Means over made-up projects of hands that were not learned from. `surplus`: groups more than hands."""

    hands: int
    adjusted_rand_index: float
    purity: float
    surplus: float


def learn_hands(reader: Reader, samples: Sequence[Sample]) -> tuple[HandSpace, HandFigures]:
    """The space from half of the writers, its figures on the other half."""
    units = _half_pages(samples)
    lines = [sample.image() for _, unit in units for sample in unit]
    ends = np.cumsum([len(unit) for _, unit in units])[:-1]
    pages = np.stack([part.mean(0) for part in np.split(hand_features(reader.model, lines), ends)])
    writers = [writer for writer, _ in units]
    names = sorted(set(writers))
    random.Random(1).shuffle(names)
    learned, others = names[::2], names[1::2]
    space = HandSpace.of(pages[[writer in learned for writer in writers]], 0.0, reader.checksum)
    apart = space.distances(pages)
    threshold = max(_THRESHOLDS, key=lambda t: _figures(apart, writers, learned, t).adjusted_rand_index)
    kept = HandSpace(space.mean, space.scale, threshold, reader.checksum)
    return kept, _figures(apart, writers, others, threshold)


def _half_pages(samples: Sequence[Sample]) -> list[tuple[str, list[Sample]]]:
    """Half pages with their writers: pages of one writer are few, and a page is mostly one hand."""
    pages: dict[tuple[str, str, str], list[Sample]] = {}
    for sample in samples:
        if sample.width > _WIDE and sample.collection in _COLLECTIONS and sample.split in ("train", "val"):
            pages.setdefault((sample.collection, sample.writer, sample.id.split("#")[0]), []).append(sample)
    units: list[tuple[str, list[Sample]]] = []
    for collection in _COLLECTIONS:
        own = sorted(key for key in pages if key[0] == collection)
        writers = sorted({writer for _, writer, _ in own})
        chosen = set(random.Random(0).sample(writers, min(_HANDS, len(writers))))
        halves: list[tuple[str, list[Sample]]] = []
        for key in own:
            if key[1] in chosen:
                lines, hand = pages[key], collection if collection == _ONE_HAND else f"{collection}/{key[1]}"
                middle = len(lines) // 2
                halves += [(hand, lines[:middle][:_LINES]), (hand, lines[middle:][:_LINES])]
        units += [half for half in halves if len(half[1]) >= _FEWEST][: 2 * _UNITS]
    return units


def _figures(apart: Floats, writers: Sequence[str], names: Sequence[str], threshold: float) -> HandFigures:
    rows = []
    for seed in range(_PROJECTS):
        chance = random.Random(seed)
        size = min(chance.choice(_SIZES), len(names))
        hands = chance.sample(sorted(names), size)
        own = [i for hand in hands for i in [i for i, w in enumerate(writers) if w == hand][:_MOST]]
        groups = group_pages(apart[np.ix_(own, own)], threshold, [None] * len(own))
        found = {i: number for number, group in enumerate(groups) for i in group}
        truth, guess = [writers[i] for i in own], [found[i] for i in range(len(own))]
        rows.append((adjusted_rand_index(truth, guess), purity(truth, guess), len(groups) - size))
    rand, pure, surplus = (float(column) for column in np.mean(rows, 0))
    return HandFigures(len(names), rand, pure, surplus)
