"""How sure a reader may be in a project: its calibration, refined by what people confirmed on held-out pages.

What a taught reader has learned from tells nothing of how often it is right. On held-out pages whole lines are read, as
the features of a word speak of its neighbours too, and those words are judged that stand where people said what is
written. The shipped reader, which goes on reading the other hands, is refined by the same pages: one threshold holds
for the words of both, so they must mean the same by how sure they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from ..engine.confidence.calibration import Calibration
from ..engine.confidence.features import word_features
from ..engine.evaluation.confidence import right_words
from ..engine.reader import GUESS, LineReading, Reader
from ..engine.text import normalise
from .dataset_lines import DatasetLine

#: Fewer words say less than what was learned from other hands.
LEAST = 150

Judged = tuple[NDArray[np.float64], bool]


def own_calibrations(reader: Reader, code: str, lines: Sequence[DatasetLine]) -> dict[bool, Calibration]:
    """With (True) or without a language, as `Reader` takes them; none where too few words are held out. `code`: the
    project's language. `lines`: page by page; those that its base would read are left out."""
    judged: dict[bool, list[Judged]] = {True: [], False: []}
    for _, page in groupby(lines, key=lambda line: line.sheet):
        own = list(page)
        strips = [line.strip for line in own]
        if reader.for_page(strips) is not reader:
            continue
        language = reader.guess(strips) if code == GUESS else reader.language(code)
        for line, reading in zip(own, reader.read_strips(strips, language), strict=True):
            judged[language is not None] += _judged(line, reading)
    return {
        with_language: base.refined(np.stack([row for row, _ in words]), np.array([right for _, right in words]))
        for with_language, words in judged.items()
        if len(words) >= LEAST and (base := reader.calibrations.get(with_language))
    }


def _judged(line: DatasetLine, reading: LineReading) -> Iterator[Judged]:
    """Features of the words that stand within a part whose text is known, and whether they are right."""
    features, width = word_features(reading.decoded), line.strip.shape[1]
    middles = [(start + end) / 2 / width for start, end in reading.spans]
    for part in line.parts:
        inside = [i for i, middle in enumerate(middles) if part.start <= middle < part.end]
        read = [normalise(reading.words[i].text) for i in inside]
        yield from zip(features[inside], right_words(part.text.split(), read), strict=True)
