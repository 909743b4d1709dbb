"""The constrained beam is held against all texts of tiny alphabets and CTC's own sum over alignments."""

import itertools
import math
from collections import defaultdict

import numpy as np
import pytest

from recognition.engine.alphabet import BLANK, Alphabet
from recognition.engine.decoding.constrained import constrain
from recognition.engine.decoding.patterns import Pattern, closed_list, date, fits, from_regex

TINY = Alphabet(("a", "b", "é"))
EXPRESSIONS = ("(ab)+", "a*é", "[^a]{2}", "a{3}", "(a|b)*a(a|b)", "aé?b|é.", "(aa|bb)*", "b?", "x|éa")


def random_frames(seed: int, length: int = 5, classes: int = len(TINY)) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.log(rng.dirichlet(np.full(classes, 0.5), length)).astype(np.float32)


def all_texts(frames: np.ndarray, alphabet: Alphabet) -> dict[str, float]:
    """Probability of every text, summed over every path of these few frames."""
    found: dict[str, float] = defaultdict(float)
    for path in itertools.product(range(len(alphabet)), repeat=len(frames)):
        classes = [c for c, _ in itertools.groupby(path) if c != BLANK]
        found[alphabet.decode(classes)] += math.exp(sum(float(frames[t, c]) for t, c in enumerate(path)))
    return found


def read(frames: np.ndarray, alphabet: Alphabet, pattern: Pattern, **options: float) -> dict[str, float]:
    found = constrain(frames, alphabet, pattern, **options)
    return {alphabet.decode(h.classes): math.exp(h.log_probability) for h in found}


@pytest.mark.parametrize("expression", EXPRESSIONS)
@pytest.mark.parametrize("seed", range(4))
def test_a_wide_beam_finds_every_text_that_fits_with_its_probability(expression: str, seed: int) -> None:
    frames, pattern = random_frames(seed), from_regex(expression)
    expected = {text: p for text, p in all_texts(frames, TINY).items() if fits(text, pattern)}
    found = read(frames, TINY, pattern, beam=10_000, margin=math.inf)
    assert found == pytest.approx(expected, rel=1e-5)
    assert list(found.values()) == sorted(found.values(), reverse=True)


@pytest.mark.parametrize("expression", EXPRESSIONS)
@pytest.mark.parametrize("beam", [1, 2])
def test_a_narrow_beam_still_ends_in_texts_that_fit(expression: str, beam: int) -> None:
    pattern = from_regex(expression)
    for seed in range(20):
        found = read(random_frames(seed, 12), TINY, pattern, beam=beam)
        assert 1 <= len(found) <= beam
        assert all(fits(text, pattern) for text in found)


def test_even_a_beam_of_one_is_no_less_likely_than_the_best_path_that_fits() -> None:
    pattern = from_regex("(ab|é)+")
    for seed in range(30):
        frames = random_frames(seed)
        paths = itertools.product(range(len(TINY)), repeat=len(frames))
        fitting = (p for p in paths if fits(TINY.decode([c for c, _ in itertools.groupby(p) if c != BLANK]), pattern))
        best = max(sum(float(frames[t, c]) for t, c in enumerate(path)) for path in fitting)
        assert constrain(frames, TINY, pattern, beam=1)[0].log_probability >= best - 1e-6


def test_what_cannot_be_completed_in_the_frames_left_is_not_begun() -> None:
    frames = np.log(np.array([[0.1, 0.88, 0.01, 0.01]] * 3, np.float32))
    assert list(read(frames, TINY, from_regex("aa|bab"), beam=1)) == ["aa"]


def test_nothing_where_the_text_needs_more_frames_than_there_are() -> None:
    assert constrain(random_frames(0, 3), TINY, from_regex("a{2,}b")) == []
    assert constrain(random_frames(0, 3), TINY, from_regex("aa"))


def test_nothing_where_the_alphabet_cannot_write_the_pattern() -> None:
    assert constrain(random_frames(0), TINY, from_regex("[0-9]+")) == []


def test_no_frames_hold_the_empty_text_alone() -> None:
    silent = np.empty((0, len(TINY)), np.float32)
    assert [h.classes for h in constrain(silent, TINY, from_regex("a*"))] == [()]
    assert constrain(silent, TINY, from_regex("a")) == []


def test_a_class_without_any_probability_is_not_used() -> None:
    frames = random_frames(1)
    frames[:, TINY.encode("a")] = -np.inf
    assert list(read(frames, TINY, from_regex("a|b"))) == ["b"]
    assert constrain(frames, TINY, from_regex("ab")) == []


def test_an_entry_of_a_list_is_read_where_the_letters_say_something_else() -> None:
    alphabet = Alphabet.of_texts("abcdefghijklmnopqrstuvwxyzéè ")
    frames = np.full((16, len(alphabet)), -7.0, np.float32)
    frames[1::2, BLANK] = -0.01
    for place, char in enumerate("eglisc"):
        frames[2 * place, alphabet.encode(char)[0]] = -0.1
    frames[12:, BLANK] = -0.01
    pattern = closed_list(["église", "école", "presbytère"])
    assert next(iter(read(frames, alphabet, pattern))) == "église"


def test_a_date_is_read_from_noise() -> None:
    alphabet = Alphabet.of_texts("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZéû 0123456789./-,")
    pattern = date("fra")
    for seed in range(3):
        found = read(random_frames(seed, 60, len(alphabet)), alphabet, pattern)
        assert found
        assert all(fits(text, pattern) for text in found)
