"""New lines out of two: the first words of one and the last words of the other. A net that has seen the few texts of a
collection a hundred times knows its sentences by heart; here it has to look at the words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..alphabet import Alphabet
from ..decoding.alignment import AlignmentError, align
from ..evaluation.true_words import true_columns
from ..recognizer.crnn import Crnn
from ..recognizer.reading import frame_log_probs
from .augmentation import Strip
from .samples import Sample

_LEAST = -1.0  # mean log probability of the characters: below, the text may not be that of the picture
_TRIES, _WIDER = 6, 1.3  # of the first line's width: batches are made of lines of one width
_PAPER = 80  # percentile of a strip's grey values
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Seams:
    """Where a line can be parted: `columns[i]` lies between `words[i]` and the next one."""

    words: tuple[str, ...]
    columns: tuple[int, ...]

    def scaled(self, share: float) -> Seams:
        """Of a strip of the same line that is so much wider."""
        return Seams(self.words, tuple(round(column * share) for column in self.columns))


def find_seams(model: Crnn, alphabet: Alphabet, samples: Sequence[Sample]) -> dict[str, Seams]:
    """By the samples' ids; lines of one word and those whose text does not fit their picture have none."""
    found: dict[str, Seams] = {}
    order = sorted(samples, key=lambda s: s.width)
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        strips = [sample.image() for sample in batch]
        for sample, strip, log_probs in zip(batch, strips, frame_log_probs(model, strips), strict=True):
            if seams := _seams(strip, log_probs, alphabet, sample.text):
                found[sample.id] = seams
    return found


def _seams(strip: NDArray[np.uint8], log_probs: NDArray[np.float32], alphabet: Alphabet, text: str) -> Seams | None:
    words = text.split()
    if len(words) < 2 or not all(alphabet.encode(word) for word in words):
        return None
    try:
        spans = align(log_probs, alphabet.encode(" ".join(words)))
    except AlignmentError:
        return None
    if np.mean([span.log_probability for span in spans]) < _LEAST:
        return None
    columns = true_columns(strip, log_probs, alphabet, words, spans)
    return Seams(tuple(words), tuple((columns[i][1] + columns[i + 1][0]) // 2 for i in range(len(words) - 1)))


class Splicer:
    """Splices each line with the chance `share`, with another of its writer, or of its collection where that is given
    in `hands`, the collections of one hand."""

    def __init__(
        self, samples: Sequence[Sample], seams: Mapping[str, Seams], share: float, hands: frozenset[str] = frozenset()
    ) -> None:
        self.seams, self.share, self.hands = seams, share, hands
        self._mates = defaultdict[str, list[Sample]](list)
        for sample in samples:
            if sample.id in seams:
                self._mates[self._hand(sample)].append(sample)

    def line(self, sample: Sample, rng: np.random.Generator) -> tuple[Strip, str]:
        """Picture (INPUT_HEIGHT, W) and text to learn from."""
        strip = sample.grey()
        if sample.id not in self.seams or rng.random() >= self.share:
            return strip, sample.text
        mates = self._mates[self._hand(sample)]
        other = mates[int(rng.integers(len(mates)))]
        right = other.grey()
        return splice((strip, self.seams[sample.id]), (right, self.seams[other.id]), rng) or (strip, sample.text)

    def _hand(self, sample: Sample) -> str:
        return sample.collection if sample.collection in self.hands else sample.writer


def splice(
    first: tuple[Strip, Seams], second: tuple[Strip, Seams], rng: np.random.Generator
) -> tuple[Strip, str] | None:  # fmt: skip
    """The beginning of one strip (H, W) and the end of another, on paper of one grey, and what is written there; None
    where no try gave about the first one's width."""
    (strip, own), (other, mate) = first, second
    for _ in range(_TRIES):
        i, j = int(rng.integers(len(own.columns))), int(rng.integers(len(mate.columns)))
        left, right = strip[:, : own.columns[i]], other[:, mate.columns[j] :]
        if strip.shape[1] / _WIDER <= left.shape[1] + right.shape[1] <= strip.shape[1] * _WIDER:
            paper = np.percentile(strip, _PAPER) - np.percentile(other, _PAPER)
            text = " ".join([*own.words[: i + 1], *mate.words[j + 1 :]])
            return np.hstack([left, np.clip(right + paper, 0, 255)]).astype(np.float32), text
    return None
