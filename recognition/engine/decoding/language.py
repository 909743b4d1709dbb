"""What a language makes of a text, for the beam: characters in their context, and a project's own words.

A word is drawn either from the character model or, with a small prior, from the project's lexicon:
P(word) = (1 − λ) · P(its characters in context) + λ · P(word in the lexicon). Carried along letter by letter as the
probability each source gave to the word so far, so that a long known word wins over as it grows, and an unknown name
is never shut out. The words of the language at large are only known: mixed in they gained nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..alphabet import Alphabet
from .lexicon import WORD, Lexicon, Range
from .ngram import ROOT, NgramModel

_LEAST = 1e-12
_TENTH = math.log(0.1)


@dataclass(frozen=True, slots=True)
class LanguageWeights:
    """`weight`: of the language's log probability against that of the picture. `insertion`: added for each character,
    against the language's liking for short texts. `project`: prior that a word is one of the project's own.
    Tuned on `val`, see benchmarks/RESULTS.md."""

    weight: float = 0.65
    insertion: float = 1.2
    project: float = 0.1


#: Node of the character model; what characters and lexicon gave to the word so far; range in the lexicon.
State = tuple[int, tuple[float, float], Range]
_NOWHERE: Range = (0, 0, 0)


class LanguageModel:
    """Scores classes of an alphabet for `prefix_beam`. `words`: of the language at large; `own`: of the project."""

    def __init__(
        self, ngrams: NgramModel, words: Lexicon, alphabet: Alphabet, weights: LanguageWeights | None = None,
        own: Lexicon | None = None,
    ) -> None:  # fmt: skip
        self.ngrams, self.words, self.own = ngrams, words, own
        self.weights = weights or LanguageWeights()
        self._mixed = own if own and self.weights.project > 0 else None
        prior = self.weights.project if self._mixed else 0.0
        self._priors = (1.0 - prior, prior)
        self._nowhere = self._mixed.start() if self._mixed else _NOWHERE
        self._characters = ("", *alphabet.characters)
        self._places = [ngrams.index(c) if c else None for c in self._characters]
        self._shares = [_TENTH if c.isdigit() else 0.0 for c in self._characters]
        self._letters = [c.isalpha() for c in self._characters]
        self._boundaries = [i for i, c in enumerate(ngrams.characters) if not c.isalpha()]
        self._silence: dict[int, float] = {}
        self._space = self._characters.index(" ") if " " in self._characters else None

    def with_words(self, own: Lexicon, ngrams: NgramModel | None = None) -> LanguageModel:
        """The same language with a project's own words, and characters where given; shares all else that is large."""
        alphabet = Alphabet(self._characters[1:])
        return LanguageModel(ngrams or self.ngrams, self.words, alphabet, self.weights, own)

    def start(self) -> State:
        """At the beginning of a line: after a space, and nothing known of what came before."""
        return self.ngrams.after(" "), self._priors, self._nowhere

    def extend(self, state: State, index: int) -> tuple[float, State]:
        """The weighted score of one more character, and the state after it."""
        log_probability, state = self.next(state, index)
        return self.weights.weight * log_probability + self.weights.insertion, state

    def finish(self, state: State) -> float:
        """The weighted score of the text's end: a word that ends here, unless there is none."""
        if self._space is None:
            return 0.0
        return self.weights.weight * self.next(state, self._space)[0]

    def next(self, state: State, index: int) -> tuple[float, State]:
        """Natural log probability of one more character, and the state after it."""
        node, sources, span = state
        place = self._places[index]
        if place is None:
            return -10.0, (ROOT, self._priors, self._nowhere)
        log_probs, following = self.ngrams.row(node)
        log_probability = log_probs[place] + self._shares[index]
        if self._mixed is None:
            return log_probability, (following[place], sources, span)
        if not self._letters[index]:
            return self._boundary(state, log_probability, following[place])
        share, span = self._mixed.letter(span, self._characters[index])
        by_characters = max(sources[0], _LEAST) * math.exp(log_probability)
        by_lexicon = sources[1] * share
        total = by_characters + by_lexicon
        scaled = by_characters / total, by_lexicon / total  # only their proportion matters; products would vanish
        return math.log(max(total / sum(sources), _LEAST)), (following[place], scaled, span)

    def _boundary(self, state: State, log_probability: float, following: int) -> tuple[float, State]:
        """After a word, the lexicon knows how likely it ends here; what it is that ends it, only the characters."""
        node, sources, span = state
        after = (following, self._priors, self._nowhere)
        if self._mixed is None or not span[2]:
            return log_probability, after
        ends = sources[1] * self._mixed.end(span) * math.exp(log_probability - self._silence_of(node))
        total = sources[0] * math.exp(log_probability) + ends
        return math.log(max(total / sum(sources), _LEAST)), after

    def _silence_of(self, node: int) -> float:
        """Log probability that no letter follows."""
        found = self._silence.get(node)
        if found is None:
            log_probs, _ = self.ngrams.row(node)
            found = math.log(sum(math.exp(log_probs[i]) for i in self._boundaries) + _LEAST)
            if len(self._silence) > 200_000:
                self._silence.clear()
            self._silence[node] = found
        return found

    def knows(self, text: str) -> bool:
        """Whether all words in a text are known, of the language or of the project; False where it has none."""
        words = WORD.findall(text)
        return bool(words) and all(self._known(w) or self._known(w.lower()) for w in words)

    def _known(self, word: str) -> bool:
        return word in self.words or (self.own is not None and word in self.own)

    def bits(self, text: str) -> float:
        """Bits a character that the character model needs for a text: the lower, the more it is of this language."""
        state, total = self.ngrams.after(" "), 0.0
        for character in text:
            log_probability, state = self.ngrams.log_probability(state, character)
            total -= log_probability
        return total / math.log(2) / max(1, len(text))


def guess_language(text: str, languages: Mapping[str, LanguageModel]) -> str:
    """The code of the language that needs the fewest bits for a text, read without any."""
    return min(languages, key=lambda code: languages[code].bits(text))
