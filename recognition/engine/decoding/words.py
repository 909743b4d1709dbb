"""A decoded line cut into words, each with its frames and its n-best texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..alphabet import BLANK, Alphabet
from .alignment import CharacterSpan, align
from .beam import Hypothesis, prefix_beam
from .greedy import best_path
from .language import LanguageModel

LINE_BEAM, WORD_BEAM, PLAIN_BEAM = 24, 8, 3
#: Of a line where a project has words of its own: a long list makes many beginnings likely, and would crowd the others.
OWN_BEAM = 48


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
    `known`: whether the language's words hold it. `fits`: False where it stands in a field whose pattern cannot be
    written there."""

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
    fits: bool = True

    @property
    def text(self) -> str:
        return self.chosen.text


def decode_words(
    log_probs: NDArray[np.float32], alphabet: Alphabet, language: LanguageModel | None = None
) -> list[DecodedWord]:
    """Beam search over a line's frames (T, V), alignment of the best text, and a beam over each word's frames."""
    found = line_hypotheses(log_probs, alphabet, language)
    return cut_words(log_probs, alphabet, found[0].classes, language) if found else []


def line_hypotheses(
    log_probs: NDArray[np.float32], alphabet: Alphabet, language: LanguageModel | None = None
) -> list[Hypothesis]:  # fmt: skip
    """The likeliest texts of a line's frames (T, V), best first, without spaces around them."""
    if not len(log_probs):
        return []
    space = alphabet.encode(" ")
    found = prefix_beam(log_probs, OWN_BEAM if language and language.own else LINE_BEAM, scorer=language)
    best: dict[tuple[int, ...], Hypothesis] = {}
    for hypothesis in found:
        classes = strip_spaces(hypothesis.classes, space)
        best.setdefault(classes, replace(hypothesis, classes=classes))
    return list(best.values())


def cut_words(
    log_probs: NDArray[np.float32], alphabet: Alphabet, classes: Sequence[int], language: LanguageModel | None = None
) -> list[DecodedWord]:  # fmt: skip
    """The words of a line's text, given by its classes, with what else each one's frames may say."""
    classes, space = tuple(classes), alphabet.encode(" ")
    spans = align(log_probs, classes)
    states = _states(classes, language)
    words = []
    for place in word_places(classes, spans, space, len(log_probs)):
        judge = _Judge(word_frames(log_probs, place, space), alphabet, language, states[place.characters.start])
        words.append(judge.word(classes[place.characters], place))
    return words


def decode_word(
    log_probs: NDArray[np.float32], alphabet: Alphabet, language: LanguageModel | None = None
) -> DecodedWord | None:  # fmt: skip
    """Beam search over the frames (T, V) of a picture of one word, in which a space is silence; None where the
    picture alone, without a language's liking for words, shows none."""
    space = alphabet.encode(" ")
    frames = silent_spaces(log_probs, space)
    found = prefix_beam(frames, LINE_BEAM, scorer=language) if len(frames) and best_path(frames) else []
    if not found or not (classes := found[0].classes):
        return None
    place = WordPlace(slice(0, len(classes)), tuple(align(frames, classes)), 0, len(frames), (0.0, 0.0))
    return _Judge(frames, alphabet, language, language.start() if language else None).word(classes, place)


@dataclass(frozen=True, slots=True)
class WordPlace:
    """A word on its line: `characters` among the line's, `spans` theirs; the rest as in DecodedWord."""

    characters: slice
    spans: tuple[CharacterSpan, ...]
    start: int
    end: int
    spaces: tuple[float, float]

    def decoded(
        self, chosen: Candidate, nbest: tuple[Candidate, ...], plain: Candidate, *, known: bool = False
    ) -> DecodedWord:  # fmt: skip
        """The word that was read here."""
        first, last = self.spans[0], self.spans[-1]
        return DecodedWord(
            chosen, min(self.start, first.start), max(self.end, last.end), first.start, last.end, nbest, plain,
            tuple(s.log_probability for s in self.spans), self.spaces, known,
        )  # fmt: skip


def word_places(
    classes: Sequence[int], spans: Sequence[CharacterSpan], space: list[int], frames: int
) -> Iterator[WordPlace]:  # fmt: skip
    """The words of a line's aligned text, with so many frames."""
    edges = [-1, *(i for i, c in enumerate(classes) if c in space), len(classes)]
    for before, after in pairwise(edges):
        if after - before < 2:
            continue  # two spaces in a row
        start, left = (0, 0.0) if before < 0 else (_middle(spans[before]), spans[before].log_probability)
        at_end = after == len(classes)
        end, right = (frames, 0.0) if at_end else (_middle(spans[after]), spans[after].log_probability)
        inner = slice(before + 1, after)
        yield WordPlace(inner, tuple(spans[inner]), start, end, (left, right))


def word_frames(log_probs: NDArray[np.float32], place: WordPlace, space: list[int]) -> NDArray[np.float32]:
    """The frames of one word: the space beside it counts as silence, so that its frames cost the word nothing."""
    return silent_spaces(log_probs[min(place.start, place.spans[0].start) : max(place.end, place.spans[-1].end)], space)


def silent_spaces(log_probs: NDArray[np.float32], space: list[int]) -> NDArray[np.float32]:
    """Frames (T, V) in which what speaks for a space speaks for the blank."""
    inner = log_probs.copy()
    for index in space:
        inner[:, BLANK] = np.logaddexp(inner[:, BLANK], inner[:, index])
        inner[:, index] = -np.inf
    return inner


@dataclass(frozen=True, slots=True)
class _Judge:
    """What one word's frames (T, V) can say, the language being in `state` after the words before it."""

    frames: NDArray[np.float32]
    alphabet: Alphabet
    language: LanguageModel | None
    state: Any

    def word(self, classes: tuple[int, ...], place: WordPlace) -> DecodedWord:
        text = self.alphabet.decode(classes)
        nbest = self._candidates(prefix_beam(self.frames, WORD_BEAM, scorer=self.language, state=self.state))
        plain = self._plain(nbest)
        chosen = next((c for c in nbest if c.text == text), None)
        if chosen is None:  # pruned from the word's own beam: its best alignment is a lower bound
            lowest = min([sum(s.log_probability for s in place.spans), *(c.log_probability for c in nbest[-1:])])
            chosen = Candidate(text, lowest, lowest + self._worth(classes))
        return place.decoded(chosen, nbest, plain, known=self.language is not None and self.language.knows(text))

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


def _middle(span: CharacterSpan) -> int:
    return (span.start + span.end) // 2


def strip_spaces(classes: tuple[int, ...], space: list[int]) -> tuple[int, ...]:
    start, end = 0, len(classes)
    while start < end and classes[start] in space:
        start += 1
    while end > start and classes[end - 1] in space:
        end -= 1
    return classes[start:end]
