"""May a candidate take over? Only if it reads the project's held-out pages better, beyond chance, and has not
forgotten how to read other hands.

Better: the CER falls on pages that no reader of the project has learned from, and a paired bootstrap over pages keeps
the interval of the gain above zero. Not forgotten: on the base test, sample letters that no fine-tuning sees, it makes
at most `TOLERANCE` more errors than the shipped reader. Pages in hands that it was not taught go to the shipped reader
(engine/routing.py), so it can only fail on letters that look like those it was taught. Both sides read with the
project's language and without its own words, which come from held-out pages too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from ..engine.evaluation.bootstrap import Gain, paired_fall, paired_gain
from ..engine.evaluation.errors import ErrorRates
from ..engine.learning.fit import validate
from ..engine.reader import GUESS, Reader
from ..models import Project, Reason
from .base_lines import base_test_lines
from .dataset_lines import DatasetLine
from .promotion import LEAST_PAGES

#: The letters suffer about one and a half times as much as real handwriting: 11 % more errors there were 7 % on `val`.
TOLERANCE = 0.15
_MOST_CHANGES = 100
_AS_LONG = 0.95  # of the text read before


@dataclass(frozen=True, slots=True)
class Change:
    """A part of a held-out line that the two readers read differently; `line` as in DatasetLine."""

    line: int | None
    truth: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`cer_*` on held-out pages, `base_*` on the base test; `gain`, `low`, `high`: of the CER. Where nobody has
    reviewed the held-out pages, `bits_*`, a character, stand for the CER, and the gain is theirs."""

    reason: Reason
    pages: int
    lines: int
    cer_before: float
    cer_after: float
    gain: float
    low: float
    high: float
    base_before: float
    base_after: float
    changes: tuple[Change, ...]
    bits_before: float | None = None
    bits_after: float | None = None

    @property
    def is_better(self) -> bool:
        return self.reason == Reason.BETTER

    def as_json(self) -> dict[str, object]:
        return asdict(self) | {"is_better": self.is_better}


def judge(
    project: Project, lines: Sequence[DatasetLine], before: Reader, after: Reader, shipped: Reader,
    tolerance: float = TOLERANCE,
) -> Verdict:  # fmt: skip
    """`lines`: held out, page by page. `before`: what these pages are read with now. `tolerance`: as TOLERANCE; any for
    the reader of one hand, which reads no other."""
    old, new, changes = list[ErrorRates](), list[ErrorRates](), list[Change]()
    for _, sheet in groupby(lines, key=lambda line: line.sheet):
        page = list(sheet)
        samples = [(line.line, sample) for line in page for sample in line.samples]
        images, strips = [sample.image() for _, sample in samples], [line.strip for line in page]
        # Whole lines tell the hand, as when the page is read; of words alone a page may seem to be in another.
        texts = [_texts(reader.for_page(strips), project, images) for reader in (before, after)]
        old.append(ErrorRates())
        new.append(ErrorRates())
        for (line_id, sample), first, second in zip(samples, *texts, strict=True):
            old[-1].update(sample.text, first)
            new[-1].update(sample.text, second)
            if first != second:
                changes.append(Change(line_id, sample.text, first, second))
    base_before, base_after = base_cer(shipped), base_cer(after)
    gain = paired_gain(old, new) if old else None
    figures = (gain.mean, gain.low, gain.high) if gain else (0.0, 0.0, 0.0)
    reason = _reason(len(old), figures[1], has_forgotten(base_before, base_after, tolerance))
    return Verdict(
        reason, len(old), sum(rates.lines for rates in old), _cer(old), _cer(new), *figures, base_before, base_after,
        tuple(changes[:_MOST_CHANGES]),
    )  # fmt: skip


def judge_unreviewed(
    project: Project, lines: Sequence[DatasetLine], before: Reader, after: Reader, shipped: Reader
) -> Verdict:
    """As `judge`, on lines of which nobody knows what they say: better is who reads, from the picture alone, what the
    language needs fewer bits for, and not by leaving out what is there. On peraire the bits fell with the CER from one
    reader to the next and page by page, see benchmarks/RESULTS.md."""
    old, new, changes = list[tuple[float, int]](), list[tuple[float, int]](), list[Change]()
    for _, sheet in groupby(lines, key=lambda line: line.sheet):
        page = list(sheet)
        strips = [line.strip for line in page]
        language = shipped.guess(strips) if project.language == GUESS else shipped.language(project.language)
        if language is None:
            continue
        texts = [[r.text for r in reader.for_page(strips).read_strips(strips, None)] for reader in (before, after)]
        for side, read in zip((old, new), texts, strict=True):
            text = " ".join(read)
            side.append((language.model.bits(text) * len(text), len(text)))
        pairs = zip(page, *texts, strict=True)
        changes += [Change(line.line, "", first, second) for line, first, second in pairs if first != second]
    (bits_before, length), (bits_after, length_now) = _bits(old), _bits(new)
    gain = paired_fall(old, new) if old else Gain(0.0, 0.0, 0.0)
    proven = gain.low if length_now >= _AS_LONG * length else 0.0
    base_before, base_after = base_cer(shipped), base_cer(after)
    return Verdict(
        _reason(len(old), proven, has_forgotten(base_before, base_after)), len(old), len(lines), 0.0, 0.0, gain.mean,
        gain.low, gain.high, base_before, base_after, tuple(changes[:_MOST_CHANGES]), bits_before, bits_after,
    )  # fmt: skip


def _bits(pages: Sequence[tuple[float, int]]) -> tuple[float, int]:
    """A character, and of how many."""
    length = sum(characters for _, characters in pages)
    return sum(bits for bits, _ in pages) / max(1, length), length


def base_cer(reader: Reader) -> float:
    """Of the picture alone, so that no language hides what the net has forgotten; each page by whom its hand asks
    for."""
    rates = list[ErrorRates]()
    for _, page in groupby(base_test_lines(), key=lambda line: line.id.split("#")[0]):
        lines = list(page)
        chosen = reader.for_page([line.image() for line in lines])
        rates += validate(chosen.model, chosen.alphabet, lines).values()
    return _cer(rates)


def has_forgotten(base_before: float, base_after: float, tolerance: float = TOLERANCE) -> bool:
    return base_after > base_before * (1 + tolerance)


def _reason(pages: int, low: float, forgot: bool) -> Reason:
    if forgot:
        return Reason.FORGOT
    if pages < LEAST_PAGES:
        return Reason.FEW_PAGES
    return Reason.BETTER if low > 0 else Reason.NOT_BETTER


def _texts(reader: Reader, project: Project, images: Sequence[NDArray[np.uint8]]) -> list[str]:
    language = reader.guess(images) if project.language == GUESS else reader.language(project.language)
    return [reading.text for reading in reader.read_strips(images, language)]


def _cer(rates: Sequence[ErrorRates]) -> float:
    total = ErrorRates()
    for one in rates:
        total.add(one)
    return total.cer
