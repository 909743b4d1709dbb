"""Pictures of what can be learned: whole lines, parts of lines, single words, as samples at the net's height."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ..alphabet import Alphabet
from ..decoding.alignment import AlignmentError, align
from ..recognizer.batching import MIN_INPUT_WIDTH
from ..recognizer.crnn import STRIDE, Crnn
from ..recognizer.reading import frame_log_probs
from .parts import Part, WordPlace, single_words
from .samples import Sample, pack_sample


def cut_part(strip: NDArray[np.uint8], part: Part) -> NDArray[np.uint8]:
    """The columns of a part, uint8 (H, W); at least MIN_INPUT_WIDTH of them where the strip has so many."""
    width = strip.shape[1]
    start, end = int(part.start * width), int(np.ceil(part.end * width))
    if end - start < MIN_INPUT_WIDTH:
        start = max(0, min((start + end - MIN_INPUT_WIDTH) // 2, width - MIN_INPUT_WIDTH))
        end = start + MIN_INPUT_WIDTH
    return strip[:, start:end]


def aligned_words(text: str, log_probs: NDArray[np.float32], alphabet: Alphabet, width: int) -> list[WordPlace]:
    """The words of a line's text where the reader sees them: frames (T, V) of a strip of this width at the net's
    height. Characters it cannot write take no room. Raises AlignmentError."""
    spans, space = iter(align(log_probs, alphabet.encode(text))), alphabet.encode(" ")
    places = []
    for word in text.split():
        own = [next(spans) for _ in alphabet.encode(word)]
        if own:
            places.append(WordPlace(word, own[0].start * STRIDE / width, min(1.0, own[-1].end * STRIDE / width)))
        for _ in space:
            next(spans, None)  # behind it
    return places


def word_samples(lines: Sequence[Sample], model: Crnn, alphabet: Alphabet) -> Iterator[Sample]:
    """Every word of the lines as a sample of its own, cut where the reader sees it; lines whose text does not fit
    their frames are left out."""
    strips = [line.image() for line in lines]
    for line, strip, log_probs in zip(lines, strips, frame_log_probs(model, strips), strict=True):
        try:
            places = aligned_words(line.text, log_probs, alphabet, strip.shape[1])
        except AlignmentError:
            continue
        yield from part_samples(line, strip, single_words(places))


def part_samples(line: Sample, strip: NDArray[np.uint8], parts: Iterable[Part]) -> Iterator[Sample]:
    """The parts of a line as samples of the same page and writer."""
    for number, part in enumerate(parts):
        picture = cut_part(strip, part)
        yield pack_sample(picture, part.text, f"{line.id}.{number}", line.writer, line.collection, line.split)
