"""A decoded line cut into words, each with its frames and its n-best texts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..alphabet import BLANK, Alphabet
from .alignment import CharacterSpan, align
from .beam import Hypothesis, prefix_beam
from .language import LanguageModel

LINE_BEAM, WORD_BEAM, PLAIN_BEAM = 24, 8, 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text for a word's frames. `log_probability`: of the frames alone. `score`: with what the language adds."""

    text: str
    log_probability: float
    score: float


@dataclass(frozen=True, slots=True)
class DecodedWord:
    """`start`, `end`: frames from the middle of the space before to the middle of the space after.
    `ink_start`, `ink_end`: frames of its first and last character. `chosen`: the reading; `nbest`: candidates for
    these frames alone, best score first; `plain`: the best of them without a language. `characters`: mean log
    probability of each character on its frames; `spaces`: that of the spaces beside it, 0 at the ends of the line.
    `known`: whether the language's words hold it."""

    chosen: Candidate
    start: int
    end: int
    ink_start: int
    ink_end: int
    nbest: tuple[Candidate, ...]
    plain: Candidate
    characters: tuple[float, ...]
    spaces: tuple[float, float]
    known: bool = False

    @property
    def text(self) -> str:
        return self.chosen.text


def decode_words(
    log_probs: NDArray[np.float32], alphabet: Alphabet, language: LanguageModel | None = None
) -> list[DecodedWord]:
    """Beam search over a line's frames (T, V), alignment of the best text, and a beam over each word's frames."""
    if not len(log_probs):
        return []
    space = alphabet.encode(" ")
    best = prefix_beam(log_probs, LINE_BEAM, scorer=language)
    classes = _strip_spaces(best[0].classes, space)
    spans = align(log_probs, classes)
    states = _states(classes, language)
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
        frames = log_probs[min(start, spans[before + 1].start) : max(end, spans[after - 1].end)]
        judge = _Judge(_without_spaces(frames, space), alphabet, language, states[before + 1])
        words.append(judge.word(classes[inner], spans[inner], (start, end), around))
    return words


@dataclass(frozen=True, slots=True)
class _Judge:
    """What one word's frames (T, V) can say, the language being in `state` after the words before it."""

    frames: NDArray[np.float32]
    alphabet: Alphabet
    language: LanguageModel | None
    state: Any

    def word(
        self, classes: tuple[int, ...], spans: list[CharacterSpan], place: tuple[int, int], spaces: tuple[float, float]
    ) -> DecodedWord:  # fmt: skip
        text = self.alphabet.decode(classes)
        nbest = self._candidates(prefix_beam(self.frames, WORD_BEAM, scorer=self.language, state=self.state))
        plain = self._plain(nbest)
        chosen = next((c for c in nbest if c.text == text), None)
        if chosen is None:  # pruned from the word's own beam: its best alignment is a lower bound
            lowest = min([sum(s.log_probability for s in spans), *(c.log_probability for c in nbest[-1:])])
            chosen = Candidate(text, lowest, lowest + self._worth(classes))
        return DecodedWord(
            chosen, min(place[0], spans[0].start), max(place[1], spans[-1].end), spans[0].start, spans[-1].end, nbest,
            plain, tuple(s.log_probability for s in spans), spaces,
            self.language is not None and self.language.knows(text),
        )  # fmt: skip

    def _plain(self, nbest: tuple[Candidate, ...]) -> Candidate:
        """The best text of the frames alone."""
        if self.language is None:
            return nbest[0] if nbest else Candidate("", 0.0, 0.0)
        first = prefix_beam(self.frames, PLAIN_BEAM)[0]
        score = first.log_probability + self._worth(first.classes)
        return Candidate(self.alphabet.decode(first.classes), first.log_probability, score)

    def _candidates(self, hypotheses: list[Hypothesis]) -> tuple[Candidate, ...]:
        return tuple(
            Candidate(self.alphabet.decode(h.classes), h.log_probability, h.score) for h in hypotheses if h.classes
        )

    def _worth(self, classes: tuple[int, ...]) -> float:
        """What the language adds to a text of this word."""
        if self.language is None:
            return 0.0
        worth, state = 0.0, self.state
        for index in classes:
            step, state = self.language.extend(state, index)
            worth += step
        return worth + self.language.finish(state)


def _states(classes: tuple[int, ...], language: LanguageModel | None) -> list[Any]:
    """The language's state before each character."""
    if language is None:
        return [None] * (len(classes) + 1)
    states = [language.start()]
    for index in classes:
        states.append(language.extend(states[-1], index)[1])
    return states


def _without_spaces(log_probs: NDArray[np.float32], space: list[int]) -> NDArray[np.float32]:
    """The frames of one word: the space beside it counts as silence, so that its frames cost the word nothing."""
    inner = log_probs.copy()
    for index in space:
        inner[:, BLANK] = np.logaddexp(inner[:, BLANK], inner[:, index])
        inner[:, index] = -np.inf
    return inner


def _middle(span: CharacterSpan) -> int:
    return (span.start + span.end) // 2


def _strip_spaces(classes: tuple[int, ...], space: list[int]) -> tuple[int, ...]:
    start, end = 0, len(classes)
    while start < end and classes[start] in space:
        start += 1
    while end > start and classes[end - 1] in space:
        end -= 1
    return classes[start:end]
