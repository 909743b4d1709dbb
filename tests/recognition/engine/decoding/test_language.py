"""A language ranks what the picture leaves open, and a project's own words count at once."""

import math

import numpy as np
import pytest

from recognition.engine.alphabet import Alphabet
from recognition.engine.decoding.beam import prefix_beam
from recognition.engine.decoding.language import LanguageModel, LanguageWeights, guess_language
from recognition.engine.decoding.lexicon import Lexicon
from recognition.engine.decoding.words import LINE_BEAM, decode_words, line_hypotheses
from recognition.engine.learning.ngram_estimation import NgramConfig, estimate, prepare_text

ALPHABET = Alphabet.of_texts(["le chat dort sur banc; 0123 xyz'"])
CHARACTERS = "".join(c for c in ALPHABET.characters if c not in "123")
TEXT = prepare_text("le chat dort sur le banc. " * 40, CHARACTERS)
NGRAMS = estimate([(TEXT, 1.0)], CHARACTERS, NgramConfig(order=5))


def model(own: Lexicon | None = None, **weights: float) -> LanguageModel:
    return LanguageModel(NGRAMS, Lexicon.of_texts([TEXT]), ALPHABET, LanguageWeights(**weights), own)


def frames(*choices: dict[str, float]) -> np.ndarray:
    """Log probabilities of a character a frame, blanks between; what is not named shares a thousandth."""
    rows = []
    for choice in choices:
        row = np.full(len(ALPHABET), 0.001 / len(ALPHABET))
        for character, probability in choice.items():
            row[ALPHABET.encode(character)[0]] = probability
        blank = np.full(len(ALPHABET), 1e-6)
        blank[0] = 1.0
        rows += [row, blank]
    return np.log(np.array(rows, np.float32))


AMBIGUOUS = frames({"c": 1.0}, {"h": 1.0}, {"u": 0.6, "a": 0.4}, {"t": 1.0})


def log_probability(language: LanguageModel, text: str) -> float:
    state, total = language.start(), 0.0
    for index in ALPHABET.encode(text):
        step, state = language.next(state, index)
        total += step
    return total


def test_the_language_decides_what_the_picture_leaves_open() -> None:
    assert decode_words(AMBIGUOUS, ALPHABET)[0].text == "chut"
    word = decode_words(AMBIGUOUS, ALPHABET, model())[0]
    assert (word.text, word.plain.text, word.known) == ("chat", "chut", True)
    assert {"chat", "chut"} <= {c.text for c in word.nbest}
    assert word.chosen.log_probability == pytest.approx(math.log(0.4), abs=0.01)


def test_a_clear_picture_is_not_overruled() -> None:
    clear = frames({"c": 1.0}, {"h": 1.0}, {"u": 0.9999}, {"t": 1.0})
    assert decode_words(clear, ALPHABET, model())[0].text == "chut"


def test_own_words_are_taken_at_once() -> None:
    name = frames({"x": 1.0}, {"y": 0.45, "a": 0.55}, {"z": 1.0})
    assert decode_words(name, ALPHABET, model())[0].text == "xaz"
    taught = decode_words(name, ALPHABET, model(Lexicon({"xyz": 1}), project=0.2))[0]
    assert (taught.text, taught.known) == ("xyz", True)


def test_own_words_shut_out_no_other() -> None:
    word = decode_words(AMBIGUOUS, ALPHABET, model(Lexicon({"xyz": 1}), project=0.2))[0]
    assert word.text == "chat"


def test_own_words_get_a_wider_beam() -> None:
    unsure = frames(*([{"c": 0.4, "h": 0.3, "a": 0.3}] * 4))
    assert len(line_hypotheses(unsure, ALPHABET, model())) <= LINE_BEAM
    assert len(line_hypotheses(unsure, ALPHABET, model(Lexicon({"xyz": 1}), project=0.2))) > LINE_BEAM


def test_a_mixture_stays_a_probability() -> None:
    language = model(Lexicon({"chat": 3, "xyz": 1}), project=0.5)
    for before in ("", "le ", "le ch", "xy"):
        state = language.start()
        for index in ALPHABET.encode(before):
            _, state = language.next(state, index)
        following = [language.next(state, i)[0] for i in range(1, len(ALPHABET))]
        assert sum(math.exp(p) for p in following if p > -9.9) == pytest.approx(1.0, abs=0.1), before


def test_a_known_word_gains_as_it_grows() -> None:
    taught, plain = model(Lexicon({"xyz": 1}), project=0.1), model()
    gain = [log_probability(taught, t) - log_probability(plain, t) for t in ("x", "xy", "xyz")]
    assert gain[0] < gain[1] < gain[2]


def test_scores_are_weighted_and_rank_the_beam() -> None:
    language = model(weight=0.5, insertion=0.25)
    best = prefix_beam(AMBIGUOUS, scorer=language)[0]
    state, total = language.start(), 0.0
    for index in best.classes:
        step, state = language.next(state, index)
        total += 0.5 * step + 0.25
    total += language.finish(state)
    assert best.score == pytest.approx(best.log_probability + total)


def test_the_language_of_a_text_is_the_one_that_needs_fewest_bits() -> None:
    other = estimate([(prepare_text("xyz zyx yzx " * 40, CHARACTERS), 1.0)], CHARACTERS, NgramConfig(order=5))
    languages = {"cat": model(), "xyz": LanguageModel(other, Lexicon({}), ALPHABET)}
    assert guess_language("le chat", languages) == "cat"
    assert guess_language("zyx xyz", languages) == "xyz"
