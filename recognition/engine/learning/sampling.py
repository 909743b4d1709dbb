"""Which lines a training round sees: √N of each collection, no writer more than a share of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from ..recognizer.batching import by_width
from .samples import Sample


def collection_shares(samples: Sequence[Sample], weights: dict[str, float]) -> dict[str, float]:
    """Share of each collection in a round: proportional to its weight (default 1) times √N."""
    counts = Counter(s.collection for s in samples)
    raw = {c: weights.get(c, 1.0) * n**0.5 for c, n in sorted(counts.items())}
    total = sum(raw.values())
    return {c: r / total for c, r in raw.items()}


def rounds(
    samples: Sequence[Sample], weights: dict[str, float], size: int, writer_cap: float, rng: np.random.Generator
) -> Iterator[list[int]]:
    """Endless rounds of about `size` indices, each collection cycling through its lines in random order.

    A writer with more than `writer_cap` of a collection's lines is thinned to that share in each pass.
    """
    shares = collection_shares(samples, weights)
    members = {c: [i for i, s in enumerate(samples) if s.collection == c] for c in shares}
    cycles = {c: _cycle(own, samples, writer_cap, rng) for c, own in members.items()}
    while True:
        yield [i for c, share in shares.items() for i in islice(cycles[c], max(1, round(size * share)))]


def _cycle(indices: list[int], samples: Sequence[Sample], cap: float, rng: np.random.Generator) -> Iterator[int]:
    by_writer: dict[str, list[int]] = defaultdict(list)
    for i in indices:
        by_writer[samples[i].writer].append(i)
    most = max(1, int(cap * len(indices)))
    while True:
        passed = [i for lines in by_writer.values() for i in rng.permutation(lines)[:most].tolist()]
        yield from rng.permutation(passed).tolist()


def batches(widths: Sequence[int], columns: int, rng: np.random.Generator) -> list[list[int]]:
    """Positions grouped by similar width in random order; the width order is shaken so that groups vary."""
    shaken = [int(w + rng.uniform(0, 60)) for w in widths]
    groups = list(by_width(shaken, columns))
    return [groups[i] for i in rng.permutation(len(groups))]
