"""The second reader at work: what it thinks of texts that differ from a line's reading here and there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..alphabet import BLANK
from ..decoding.alignment import AlignmentError, CharacterSpan, align
from .attention import CharacterDecoder

_TAIL = 4  # letters behind a difference that are judged with it

Classes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """`letters`: natural log probability of each letter of the reading and of its end, (L + 1,). `gains`: by how much
    each other text is likelier than the reading, natural log."""

    letters: NDArray[np.float32]
    gains: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Difference:
    """Letters `first` ≤ i < `last` of another text, and up to `end` of the reading, that are judged anew: where the two
    differ and the tail behind it; the end counts as a letter. `letters`, `places`: of the other text there."""

    first: int
    end: int
    letters: Classes
    places: NDArray[np.int64]


@torch.inference_mode()
def judge(
    decoder: CharacterDecoder, memory: Tensor, log_probs: NDArray[np.float32], reading: Classes,
    spans: Sequence[CharacterSpan], others: Sequence[Classes],
) -> Judged:  # fmt: skip
    """`memory` (T, M) and log probabilities (T, V) of a line, its reading with the spans of its letters, other texts.

    The reading is gone through once; another text goes on from the state where it parts from it, up to a few letters
    behind the difference.
    """
    frames = decoder.remember(memory[None])
    written = torch.tensor([[BLANK, *reading]])
    places = torch.tensor([[0, *(span.start for span in spans)]])
    logits, states = decoder.go_on(frames, written.to(memory.device), places.to(memory.device))
    log_letters = logits[0].log_softmax(1).cpu().numpy()  # (L + 1, V)
    letters = log_letters[np.arange(len(reading) + 1), [*reading, BLANK]]
    different = [_difference(log_probs, reading, spans, other) for other in others]
    gains = np.array([log_letters[d.first, d.letters[0]] - letters[d.first : d.end].sum() for d in different])
    longest = max((len(d.letters) - 1 for d in different), default=0)
    if longest:
        told, seen, after = (np.zeros((len(different), longest), np.int64) for _ in range(3))
        for row, d in enumerate(different):
            count = len(d.letters) - 1
            told[row, :count], seen[row, :count], after[row, :count] = d.letters[:-1], d.places[:-1], d.letters[1:]
        at = [d.first for d in different]
        told_, seen_ = torch.from_numpy(told).to(memory.device), torch.from_numpy(seen).to(memory.device)
        logits, _ = decoder.go_on(frames, told_, seen_, [s[0, at] for s in states])
        found = logits.log_softmax(2).cpu().numpy()
        each = np.take_along_axis(found, after[..., None], 2)[..., 0]
        counted = np.arange(longest) < np.array([len(d.letters) - 1 for d in different])[:, None]
        gains += (each * counted).sum(1)
    return Judged(letters, gains.astype(np.float32))


def _difference(
    log_probs: NDArray[np.float32], reading: Classes, spans: Sequence[CharacterSpan], other: Classes
) -> _Difference:  # fmt: skip
    shortest = min(len(reading), len(other))
    first = next((i for i in range(shortest) if reading[i] != other[i]), shortest)
    shared = next((i for i in range(shortest - first) if reading[-1 - i] != other[-1 - i]), shortest - first)
    tail = min(_TAIL, shared + 1)
    last, stop = len(other) - shared, len(reading) - shared
    start = spans[first - 1].end if first else 0
    inside = _places(log_probs[start : spans[stop].start if shared else len(log_probs)], other[first:last])
    behind = [span.start for span in spans[stop : stop + tail]]
    places = np.array([*(start + inside), *behind, 0][: last - first + tail])
    return _Difference(first, stop + tail, (*other, BLANK)[first : last + tail], places)


def _places(log_probs: NDArray[np.float32], letters: Classes) -> NDArray[np.int64]:
    """The frame at which each letter is seen; evenly spaced where they have not enough frames."""
    try:
        return (
            np.array([span.start for span in align(log_probs, letters)], np.int64) if letters else np.zeros(0, np.int64)
        )
    except (AlignmentError, IndexError):
        return np.linspace(0, max(0, len(log_probs) - 1), len(letters)).astype(np.int64)
