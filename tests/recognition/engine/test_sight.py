"""What the reader saw of a word, as it is kept."""

from __future__ import annotations

import numpy as np

from recognition.engine.alphabet import Alphabet
from recognition.engine.sight import FLOOR, STEPS, sight

ALPHABET = Alphabet((" ", "a", "b", "é"))
SPACE, A, B, E_ACUTE = 1, 2, 3, 4


def frames(*shown: dict[int, float]) -> np.ndarray:
    """Log probabilities of frames, each by class; what is not named was not seen."""
    seen = np.full((len(shown), len(ALPHABET)), 1e-6, np.float32)
    for frame, shares in zip(seen, shown, strict=True):
        for index, share in shares.items():
            frame[index] = share
    return np.log(seen)


def told(kept: bytes) -> tuple[str, list[dict[int, int]]]:
    letters, _, rest = kept.partition(b"\0")
    rows = []
    while rest:
        pairs = rest[1 : 1 + 2 * rest[0]]
        rows.append(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        rest = rest[1 + 2 * rest[0] :]
    return letters.decode(), rows


def cost(share: float) -> int:
    return round(-np.log(share) * STEPS)


def test_letters_that_were_seen_stand_with_their_costs_in_their_frames() -> None:
    kept = sight(frames({A: 0.7, E_ACUTE: 0.2, 0: 0.1}, {B: 1.0}), ALPHABET, (0, 2))
    assert told(kept) == ("abé", [{0: cost(0.1), 1: cost(0.7), 3: cost(0.2)}, {2: 0}])


def test_what_is_below_the_floor_is_left_out() -> None:
    kept = sight(frames({A: 1.0, B: np.exp(FLOOR - 1)}), ALPHABET, (0, 1))
    assert told(kept) == ("a", [{1: 0}])


def test_silent_frames_in_a_row_are_one() -> None:
    kept = sight(frames({0: 1.0}, {0: 1.0}, {A: 1.0}, {0: 1.0}), ALPHABET, (2, 3))
    assert told(kept) == ("a", [{0: 0}, {1: 0}, {0: 0}])


def test_spaces_beside_the_ink_are_silence_and_within_it_letters() -> None:
    spaced = {SPACE: 0.6, 0: 0.4}
    kept = sight(frames(spaced, {A: 1.0}, spaced, {B: 1.0}, spaced), ALPHABET, (1, 4))
    assert told(kept) == (" ab", [{0: 0}, {2: 0}, {0: cost(0.4), 1: cost(0.6)}, {3: 0}, {0: 0}])
