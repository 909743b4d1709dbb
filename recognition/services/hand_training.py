"""What hands look like to the shipped reader, learned from packed lines of known writers and measured on others.

Whole pages are grouped, as in a project. Every figure is of hands that were not learned from: the hands are dealt into
three parts, and each part is grouped in the space of the other two.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..engine.evaluation.groups import adjusted_rand_index, purity
from ..engine.hands import Floats, HandSpace, group_pages, hand_features
from ..engine.learning.hand_space import learn_space, scan_again
from ..engine.learning.samples import Sample
from ..engine.reader import Reader

#: Collections in which a document is one hand; the letters of `hooker` are all of one.
_COLLECTIONS, _ONE_HAND = ("copiste", "poilus", "mss19", "mss20", "hooker"), "hooker"
_WIDE, _LINES, _FEWEST = 200, 8, 3  # pixels of a line at the net's height; lines of a page
_PAGES, _ALONE, _MOST = 6, 40, 50  # of a hand, hands with one page in a collection, and pages of the one hand
_PARTS, _PROJECTS, _OWN = 3, 15, 8  # made-up projects of a part; pages of a hand in one
_SIZES = (1, 2, 3, 5, 8)  # hands of a project
_SEVERAL = 0.7  # share of them with more than one page
_THRESHOLDS = tuple(step / 40 for step in range(6, 25))
MIXED = "mixed"
#: Whose hands a made-up project takes: of all collections, or, which is harder, of one.
KINDS = (MIXED, "copiste", "poilus")


@dataclass(frozen=True, slots=True)
class Pages:
    """N pages of known hands. `seen`, `scanned_again`: features (N, F)."""

    seen: Floats
    scanned_again: Floats
    hands: list[str]
    collections: list[str]


@dataclass(frozen=True, slots=True)
class HandFigures:
    """Means over made-up projects of one kind. `surplus`: groups more than hands."""

    kind: str
    projects: int
    adjusted_rand_index: float
    purity: float
    surplus: float


def learn_hands(reader: Reader, samples: Sequence[Sample]) -> tuple[HandSpace, list[HandFigures]]:
    """The space of all hands, with the threshold and the figures of hands left out."""
    pages = pages_of(reader, samples)
    scores = {kind: np.concatenate(rows) for kind, rows in _scores(pages).items()}
    best = _cautious(np.concatenate([rows[:, :, 0] for rows in scores.values()]))
    space = replace(_space(pages, set(pages.hands)), threshold=_THRESHOLDS[best], reader=reader.checksum)
    return space, [HandFigures(kind, len(rows), *rows[:, best].mean(0).tolist()) for kind, rows in scores.items()]


def pages_of(reader: Reader, samples: Sequence[Sample]) -> Pages:
    found: list[tuple[str, str, Floats, Floats]] = []
    rng = np.random.default_rng(0)
    for collection, hand, lines in _chosen(samples):
        strips = [lines[i].image() for i in _spread(len(lines), _LINES)]
        again = scan_again(strips[::2], rng)
        seen = hand_features(reader.model, [*strips, *again])
        found.append((hand, collection, seen[: len(strips)].mean(0), seen[len(strips) :].mean(0)))
    hands, collections, seen, again = zip(*found, strict=True)
    return Pages(np.stack(seen), np.stack(again), list(hands), list(collections))


def _chosen(samples: Sequence[Sample]) -> list[tuple[str, str, list[Sample]]]:
    """Collection, hand and lines of the pages: hands with several pages, and some of the others."""
    lines: dict[tuple[str, str, str], list[Sample]] = {}
    for sample in samples:
        if sample.width > _WIDE and sample.collection in _COLLECTIONS:
            hand = _ONE_HAND if sample.collection == _ONE_HAND else sample.writer
            lines.setdefault((sample.collection, hand, sample.id.split("#")[0]), []).append(sample)
    own: dict[tuple[str, str], list[list[Sample]]] = {}
    for (collection, hand, _), page in sorted(lines.items()):
        if len(page) >= _FEWEST:
            own.setdefault((collection, hand), []).append(page)
    alone, found = Counter[str](), list[tuple[str, str, list[Sample]]]()
    for (collection, hand), pages in own.items():
        alone[collection] += len(pages) == 1
        if len(pages) > 1 or alone[collection] <= _ALONE:
            most = _MOST if hand == _ONE_HAND else _PAGES
            found += [(collection, hand, pages[i]) for i in _spread(len(pages), most)]
    return found


def _spread(count: int, most: int) -> list[int]:
    """At most so many indices, evenly over all."""
    return sorted({round(i) for i in np.linspace(0, count - 1, min(count, most))})


def _space(pages: Pages, hands: set[str]) -> HandSpace:
    """Of these hands alone."""
    own = [i for i, hand in enumerate(pages.hands) if hand in hands]
    names, collections = [pages.hands[i] for i in own], [pages.collections[i] for i in own]
    return learn_space(pages.seen[own], pages.scanned_again[own], names, collections, 0.0, "")


def _scores(pages: Pages) -> dict[str, list[NDArray[np.float64]]]:
    """By kind, for each part: (projects, thresholds, 3) of Rand index, purity and surplus."""
    hands = sorted(set(pages.hands), key=lambda hand: (pages.hands.count(hand) == 1, hand))
    scores: dict[str, list[NDArray[np.float64]]] = {kind: [] for kind in KINDS}
    for part in range(_PARTS):
        out = set(hands[part::_PARTS])
        apart = _space(pages, set(hands) - out).distances(pages.seen)
        for kind in KINDS:
            rows = [_score(apart, project, pages.hands) for project in _projects(pages, out, kind, part)]
            scores[kind].append(np.array(rows))
    return scores


def _projects(pages: Pages, hands: set[str], kind: str, part: int) -> list[list[int]]:
    """Made-up projects of these hands, as indices of pages."""
    own: dict[str, list[int]] = {}
    for i, (hand, collection) in enumerate(zip(pages.hands, pages.collections, strict=True)):
        if hand in hands and kind in (MIXED, collection):
            own.setdefault(hand, []).append(i)
    several = [hand for hand, found in own.items() if len(found) > 1]
    alone = [hand for hand, found in own.items() if len(found) == 1]
    projects = []
    for number in range(_PROJECTS):
        chance = random.Random(f"{kind} {part} {number}")
        size = chance.choice(_SIZES)
        first = min(len(several), max(1, round(_SEVERAL * size)))
        chosen = chance.sample(several, first) + chance.sample(alone, min(len(alone), size - first))
        projects.append([i for hand in chosen for i in chance.sample(own[hand], min(_OWN, len(own[hand])))])
    return projects


def _score(apart: Floats, project: list[int], hands: Sequence[str]) -> list[tuple[float, float, float]]:
    """Rand index, purity and surplus at each threshold."""
    truth, own = [hands[i] for i in project], apart[np.ix_(project, project)]
    rows = []
    for threshold in _THRESHOLDS:
        groups = group_pages(own, threshold, [None] * len(project))
        found = {i: number for number, group in enumerate(groups) for i in group}
        guess = [found[i] for i in range(len(project))]
        rows.append((adjusted_rand_index(truth, guess), purity(truth, guess), len(groups) - len(set(truth))))
    return rows


def _cautious(rand: NDArray[np.float64]) -> int:
    """The lowest threshold within one standard error of the best (Breiman et al. 1984): of what is equally good, what
    joins least, because a person joins two hands with one click but parts them page by page. `rand`: (projects,
    thresholds)."""
    means = rand.mean(0)
    best = int(means.argmax())
    near = means >= means[best] - rand[:, best].std() / np.sqrt(len(rand))
    return int(near.argmax())
