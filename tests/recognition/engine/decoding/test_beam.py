"""The beam is held against CTC's own sum over alignments."""

import itertools

import numpy as np
import pytest
import torch

from recognition.engine.alphabet import BLANK, Alphabet
from recognition.engine.decoding.beam import prefix_beam
from recognition.engine.decoding.greedy import best_path, read_greedily


def log(rows: list[list[float]]) -> np.ndarray:
    return np.log(np.array(rows, np.float32))


def ctc_log_probability(log_probs: np.ndarray, classes: tuple[int, ...]) -> float:
    loss = torch.nn.functional.ctc_loss(
        torch.from_numpy(log_probs)[:, None], torch.tensor([classes]), torch.tensor([len(log_probs)]),
        torch.tensor([len(classes)]), BLANK, reduction="sum",
    )  # fmt: skip
    return -float(loss)


def test_sums_alignments_where_the_best_path_is_wrong() -> None:
    frames = log([[0.6, 0.4], [0.6, 0.4]])  # best path: two blanks, .36; "a": .4·.6·2 + .4·.4 = .64
    assert best_path(frames) == []
    first = prefix_beam(frames)[0]
    assert first.classes == (1,)
    assert np.exp(first.log_probability) == pytest.approx(0.64, abs=1e-6)


def test_a_double_letter_needs_a_blank_between() -> None:
    frames = log([[0.01, 0.99], [0.99, 0.01], [0.01, 0.99]])
    assert prefix_beam(frames)[0].classes == (1, 1)
    assert best_path(frames) == [1, 1]


def test_every_hypothesis_has_the_probability_that_ctc_gives_it() -> None:
    rng = np.random.default_rng(1)
    frames = np.log(rng.dirichlet(np.ones(4), 4)).astype(np.float32)
    found = {h.classes: h.log_probability for h in prefix_beam(frames, beam=10_000, floor=-100)}
    texts = [t for n in range(5) for t in itertools.product((1, 2, 3), repeat=n)]
    for text in texts:
        if text and text in found:
            assert found[text] == pytest.approx(ctc_log_probability(frames, text), abs=1e-4)
    assert sum(np.exp(p) for p in found.values()) == pytest.approx(1.0, abs=1e-5)


def test_best_first_and_no_more_than_the_beam() -> None:
    frames = np.log(np.random.default_rng(2).dirichlet(np.ones(6), 12)).astype(np.float32)
    hypotheses = prefix_beam(frames, beam=5)
    scores = [h.log_probability for h in hypotheses]
    assert len(hypotheses) == 5
    assert scores == sorted(scores, reverse=True)


def test_a_frame_always_offers_its_best_class_below_the_floor() -> None:
    frames = np.full((3, 20), np.log(0.05), np.float32)
    assert prefix_beam(frames, floor=-1.0)


def test_greedy_collapses_repeats_and_blanks() -> None:
    frames = np.eye(3, dtype=np.float32)[[1, 1, 0, 1, 2, 2, 0]]
    assert read_greedily(frames, Alphabet(("a", "b"))) == "aab"


class Forbidding:
    """A scorer that allows one class at the first place and any after it."""

    def start(self) -> int:
        return 0

    def extend(self, state: int, index: int) -> tuple[float, int]:
        return (0.0 if state or index == 2 else -np.inf), state + 1

    def finish(self, state: int) -> float:
        return 0.0 if state else -np.inf


def test_what_the_scorer_forbids_never_comes() -> None:
    frames = np.log(np.random.default_rng(3).dirichlet(np.ones(5), 6)).astype(np.float32)
    hypotheses = prefix_beam(frames, beam=4, floor=-100, scorer=Forbidding())
    assert hypotheses
    assert all(h.classes[0] == 2 for h in hypotheses)
