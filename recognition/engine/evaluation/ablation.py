"""What each preprocessing step changes: the pipeline with it against the pipeline without, on the same pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .errors import ErrorRates
from .layout import LineCounts

_DRAWS, _INTERVAL = 2000, (2.5, 97.5)
_COLUMNS = 6  # edits, characters, true points, met, found points, met

Sums = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PageScore:
    """What one pipeline made of one page."""

    document: str
    rates: ErrorRates
    lines: LineCounts


@dataclass(frozen=True, slots=True)
class Effect:
    """Measures of a pipeline, and how they differ from the reference on the same pages, with 95 % intervals."""

    cer: float
    f1: float
    cer_change: float
    cer_interval: tuple[float, float]
    f1_change: float
    f1_interval: tuple[float, float]


def variants(steps: Sequence[str], default: Sequence[str], toggled: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Pipelines that differ from the default in one step: "+name" where it is added, "-name" where it is left out. All
    are in the order of `steps`."""
    found: dict[str, tuple[str, ...]] = {}
    for name in toggled:
        chosen = set(default) ^ {name}
        sign = "-" if name in default else "+"
        found[sign + name] = tuple(step for step in steps if step in chosen)
    return found


def effect(reference: Sequence[PageScore], other: Sequence[PageScore], seed: int = 0) -> Effect:
    """Both score the same pages in the same order. The intervals come from drawing documents with replacement, because
    the pages of one hand go wrong together (cluster bootstrap, Efron 1979)."""
    before, after = _by_document(reference), _by_document(other)
    rows = np.random.default_rng(seed).integers(0, len(before), (_DRAWS, len(before)))
    draws = _measures(after[rows].sum(1)) - _measures(before[rows].sum(1))
    low, high = np.percentile(draws, _INTERVAL, axis=0)
    now, change = _measures(after.sum(0)), _measures(after.sum(0)) - _measures(before.sum(0))
    return Effect(
        float(now[0]), float(now[1]), float(change[0]), (float(low[0]), float(high[0])),
        float(change[1]), (float(low[1]), float(high[1])),
    )  # fmt: skip


def _by_document(scores: Sequence[PageScore]) -> Sums:
    """(documents, 6) sums, documents in the order in which they first come."""
    sums: dict[str, Sums] = {}
    for score in scores:
        rates, lines = score.rates, score.lines
        met = [lines.true_points, lines.true_met, lines.found_points, lines.found_met]
        row = [rates.character_edits, rates.characters, *met]
        sums[score.document] = sums.get(score.document, np.zeros(_COLUMNS)) + row
    return np.array(list(sums.values()))


def _measures(sums: Sums) -> Sums:
    """CER and F1 of the points of baselines, (…, 2) from (…, 6)."""
    edits, characters, true, true_met, found, found_met = np.moveaxis(sums, -1, 0)
    recall, precision = true_met / np.maximum(true, 1), found_met / np.maximum(found, 1)
    f1 = 2 * recall * precision / np.maximum(recall + precision, 1e-9)
    return np.stack([edits / np.maximum(characters, 1), f1], -1)


#: Head of the table whose rows `markdown` writes.
HEAD = "| pipeline | CER | change | 95 % | lines F1 | change | 95 % |\n|---|---|---|---|---|---|---|"


def markdown(name: str, found: Effect) -> str:
    """One row: changes of CER in points, of F1 in shares."""
    cer_span = " … ".join(f"{100 * edge:+.2f}" for edge in found.cer_interval)
    f1_span = " … ".join(f"{edge:+.3f}" for edge in found.f1_interval)
    cer = f"{100 * found.cer:.2f} % | {100 * found.cer_change:+.2f} | {cer_span}"
    return f"| {name} | {cer} | {found.f1:.3f} | {found.f1_change:+.3f} | {f1_span} |"
