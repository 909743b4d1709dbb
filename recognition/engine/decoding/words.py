"""A decoded line cut into words, each with its frames and its n-best texts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..alphabet import BLANK, Alphabet
from .alignment import CharacterSpan, align
from .beam import prefix_beam

LINE_BEAM, WORD_BEAM = 10, 8


@dataclass(frozen=True, slots=True)
class DecodedWord:
    """`start`, `end`: frames from the middle of the space before to the middle of the space after.
    `ink_start`, `ink_end`: frames of its first and last character. `nbest`: texts of these frames alone with
    their log probabilities, best first; `log_probability` is that of `text`. `characters`: mean log probability
    of each character on its frames; `spaces`: that of the spaces beside it, 0 at the ends of the line."""

    text: str
    start: int
    end: int
    ink_start: int
    ink_end: int
    log_probability: float
    nbest: tuple[tuple[str, float], ...]
    characters: tuple[float, ...]
    spaces: tuple[float, float]


def decode_words(log_probs: NDArray[np.float32], alphabet: Alphabet) -> list[DecodedWord]:
    """Beam search over a line's frames (T, V), alignment of the best text, and a beam over each word's frames."""
    if not len(log_probs):
        return []
    space = alphabet.encode(" ")
    classes = _strip_spaces(prefix_beam(log_probs, LINE_BEAM)[0].classes, space)
    spans = align(log_probs, classes)
    gaps = [i for i, c in enumerate(classes) if c in space]
    edges = [-1, *gaps, len(classes)]
    words = []
    for before, after in pairwise(edges):
        if after - before < 2:
            continue  # two spaces in a row
        start = 0 if before < 0 else _middle(spans[before])
        end = len(log_probs) if after == len(classes) else _middle(spans[after])
        around = (
            0.0 if before < 0 else spans[before].log_probability,
            0.0 if after == len(classes) else spans[after].log_probability,
        )
        inner = slice(before + 1, after)
        text = alphabet.decode(classes[inner])
        words.append(_decode_word(log_probs, alphabet, text, spans[inner], (start, end), around))
    return words


def _decode_word(
    log_probs: NDArray[np.float32], alphabet: Alphabet, text: str, spans: list[CharacterSpan],
    frames: tuple[int, int], spaces: tuple[float, float],
) -> DecodedWord:  # fmt: skip
    start, end = min(frames[0], spans[0].start), max(frames[1], spans[-1].end)
    nbest = _nbest(_without_spaces(log_probs[start:end], alphabet.encode(" ")), alphabet)
    own = dict(nbest).get(text)
    if own is None:  # pruned from the word's own beam: its best alignment is a lower bound
        own = min([sum(s.log_probability for s in spans), *(p for _, p in nbest[-1:])])
    return DecodedWord(
        text, start, end, spans[0].start, spans[-1].end, own, nbest,
        tuple(s.log_probability for s in spans), spaces,
    )  # fmt: skip


def _without_spaces(log_probs: NDArray[np.float32], space: list[int]) -> NDArray[np.float32]:
    """The frames of one word: the space beside it counts as silence, so that its frames cost the word nothing."""
    inner = log_probs.copy()
    for index in space:
        inner[:, BLANK] = np.logaddexp(inner[:, BLANK], inner[:, index])
        inner[:, index] = -np.inf
    return inner


def _nbest(log_probs: NDArray[np.float32], alphabet: Alphabet) -> tuple[tuple[str, float], ...]:
    hypotheses = prefix_beam(log_probs, WORD_BEAM)
    return tuple((alphabet.decode(h.classes), h.log_probability) for h in hypotheses if h.classes)


def _middle(span: CharacterSpan) -> int:
    return (span.start + span.end) // 2


def _strip_spaces(classes: tuple[int, ...], space: list[int]) -> tuple[int, ...]:
    start, end = 0, len(classes)
    while start < end and classes[start] in space:
        start += 1
    while end > start and classes[end - 1] in space:
        end -= 1
    return classes[start:end]
