"""Pictures of what can be learned: parts of lines as samples at the net's height."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from ..recognizer.batching import MIN_INPUT_WIDTH
from .parts import Part
from .samples import Sample, pack_sample


def cut_part(strip: NDArray[np.uint8], part: Part) -> NDArray[np.uint8]:
    """The columns of a part, uint8 (H, W); at least MIN_INPUT_WIDTH of them where the strip has so many."""
    width = strip.shape[1]
    start, end = int(part.start * width), int(np.ceil(part.end * width))
    if end - start < MIN_INPUT_WIDTH:
        start = max(0, min((start + end - MIN_INPUT_WIDTH) // 2, width - MIN_INPUT_WIDTH))
        end = start + MIN_INPUT_WIDTH
    return strip[:, start:end]


def part_samples(line: Sample, strip: NDArray[np.uint8], parts: Iterable[Part]) -> Iterator[Sample]:
    """The parts of a line as samples of the same page and writer."""
    for number, part in enumerate(parts):
        picture = cut_part(strip, part)
        yield pack_sample(picture, part.text, f"{line.id}.{number}", line.writer, line.collection, line.split)
