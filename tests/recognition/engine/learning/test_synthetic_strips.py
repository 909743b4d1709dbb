"""Synthetic lines look like strips: their size, their tones, and the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from recognition.engine.learning.synthetic_hand import FontError
from recognition.engine.learning.synthetic_noise import Field
from recognition.engine.learning.synthetic_strips import paper_pool, write_strip
from recognition.engine.recognizer.crnn import INPUT_HEIGHT

TEXT = "41 gulls and a heron"


@pytest.fixture(scope="module")
def papers() -> list[Field]:
    return paper_pool(2, np.random.default_rng(0))


def written(text: str, font: bytes, papers: list[Field], seed: int) -> np.ndarray:
    return write_strip(text, font, papers, np.random.default_rng(seed))


def test_the_same_seed_gives_the_same_strip(font: bytes, papers: list[Field]) -> None:
    first, again, other = (written(TEXT, font, papers, seed) for seed in (1, 1, 2))
    assert first.dtype == np.uint8
    assert first.shape[0] == INPUT_HEIGHT
    assert np.array_equal(first, again)
    assert first.shape != other.shape or not np.array_equal(first, other)


def test_ink_is_darker_than_its_paper(font: bytes, papers: list[Field]) -> None:
    strips = [written(TEXT, font, papers, seed) for seed in range(20)]
    contrasts = [np.percentile(strip, 80) - np.percentile(strip, 1) for strip in strips]
    assert min(contrasts) > 20
    assert np.median(contrasts) > 80


def test_longer_texts_are_wider(font: bytes, papers: list[Field]) -> None:
    for seed in range(5):
        short, long = written("gulls", font, papers, seed), written(8 * "gulls ", font, papers, seed)
        assert long.shape[1] > 4 * short.shape[1]


def test_a_line_longer_than_its_paper_is_written(font: bytes, papers: list[Field]) -> None:
    assert written(30 * "gulls ", font, papers, 3).shape[1] > papers[0].shape[1]


def test_ink_covers_the_line_from_end_to_end(font: bytes, papers: list[Field]) -> None:
    for seed in range(10):
        strip = written("m" * 12 + " " + "m" * 12, font, papers, seed).astype(float)
        dark = strip.min(axis=0) < (np.percentile(strip, 80) + strip.min()) / 2
        assert np.flatnonzero(dark)[0] < 2 * INPUT_HEIGHT
        assert np.flatnonzero(dark)[-1] > strip.shape[1] - 2 * INPUT_HEIGHT


def test_missing_glyphs_are_refused(font: bytes, papers: list[Field]) -> None:
    with pytest.raises(FontError, match="⁂"):
        written("a⁂", font, papers, 0)
