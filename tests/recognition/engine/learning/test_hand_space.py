from __future__ import annotations

import numpy as np
import pytest

from recognition.engine.hands import HandSpace
from recognition.engine.learning import hand_space
from recognition.engine.learning.hand_space import learn_space, scan_again

#: Features of a page: two that its hand decides, one that its scanner does, one of its collection, and chance.
HAND, SCANNER, COLLECTION, SIZE = slice(0, 2), 2, 3, 6
NAMES = [f"{collection}{hand}" for collection in "ab" for hand in range(12) for _ in range(3)]


def pages(rng: np.random.Generator, collections: str = "ab") -> np.ndarray:
    """Three pages each of twelve hands of each collection."""
    found = rng.normal(0, 0.1, (len(collections), 12, 3, SIZE))
    found[..., HAND] += rng.normal(0, 1, (len(collections), 12, 1, 2))
    found[..., COLLECTION] += 5 * np.arange(len(collections))[:, None, None]
    return found.reshape(-1, SIZE).astype(np.float32)


@pytest.fixture
def space(monkeypatch: pytest.MonkeyPatch) -> HandSpace:
    monkeypatch.setattr(hand_space, "DIRECTIONS", 2)
    rng = np.random.default_rng(0)
    seen = pages(rng)
    again = seen + rng.normal(0, 0.1, seen.shape)
    again[:, SCANNER] += rng.normal(0, 0.3, len(seen))
    return learn_space(seen, again.astype(np.float32), NAMES, [name[0] for name in NAMES], 0.4, "abc")


def test_pages_of_one_hand_are_nearer_than_those_of_two(space: HandSpace) -> None:
    apart = space.distances(pages(np.random.default_rng(1)))
    same = np.array(NAMES)[:, None] == NAMES
    assert np.median(apart[same]) < 0.1
    assert np.median(apart[~same]) > 0.5


@pytest.mark.parametrize("feature", [SCANNER, COLLECTION])
def test_scanner_and_collection_hardly_count(space: HandSpace, feature: int) -> None:
    seen = pages(np.random.default_rng(1))[:1]
    moved = seen.copy()
    moved[:, feature] += 1
    other = seen.copy()
    other[:, HAND] += 1
    noise, hand = (space.distances(np.concatenate([seen, changed]))[0, 1] for changed in (moved, other))
    assert noise < 0.3 * hand


def test_another_scanner_shows_the_same_writing() -> None:
    strip = np.full((48, 300), 220, np.uint8)
    strip[16:32, 40:260:8] = 20
    first, second = scan_again([strip, strip], np.random.default_rng(0))
    assert first.shape == second.shape
    assert first.shape[0] == 48
    assert not np.array_equal(first, strip)
    assert abs(first.astype(int) - second).mean() < 10 < abs(first.astype(int) - first.mean()).mean()
