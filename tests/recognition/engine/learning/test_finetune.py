"""Fine-tuning on lines small enough for a unit test: a net that knows one script learns another."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
import torch

from recognition.engine.alphabet import Alphabet
from recognition.engine.learning.finetune import Size, TuneConfig, Tuning, size_for, steps_for
from recognition.engine.recognizer.crnn import Crnn, CrnnConfig
from tests.recognition.engine.learning.test_fit import LINES, STILL

ALPHABET = Alphabet.of_texts(s.text for s in LINES)
TINY = TuneConfig(size=Size.ALL, steps=12, learning_rates=dict.fromkeys(Size, 0.005), rank=2, columns=1500, ema=0.9,
                  measurements=3, pulse=2, augment=STILL)  # fmt: skip


def base() -> Crnn:
    torch.manual_seed(0)
    return Crnn(CrnnConfig(len(ALPHABET), channels=(8, 16, 16, 24), hidden=24, layers=2, dropout=0.1)).eval()


def tuning(config: TuneConfig = TINY) -> Tuning:
    return Tuning(base(), ALPHABET, LINES[:4], config, clock=count().__next__)


def changed(tuned: Tuning) -> set[str]:
    state = base().state_dict()
    return {name for name, tensor in tuned.average.state_dict().items() if not torch.equal(tensor, state[name])}


def test_the_number_of_steps_grows_more_slowly_than_the_text() -> None:
    assert [steps_for(lines) for lines in (1, 100, 1000, 100_000)] == [150, 379, 2134, 4000]


def test_more_text_moves_more_of_the_reader() -> None:
    assert [size_for(lines) for lines in (3, 20, 100)] == [Size.NORMS, Size.ADAPTERS, Size.ALL]


@pytest.mark.parametrize("size", Size)
def test_the_loss_falls_in_every_size(size: Size) -> None:
    measured = [r for r in tuning(replace(TINY, size=size, steps=40)).run(LINES) if r.rates is not None]
    assert [r.step for r in measured] == [0, 13, 26, 40]
    assert measured[-1].loss < measured[1].loss


def test_a_small_size_moves_only_norms_and_biases() -> None:
    tuned = tuning(replace(TINY, size=Size.NORMS))
    list(tuned.run(LINES))
    shapes = base().state_dict()
    assert changed(tuned)
    assert {shapes[name].dim() for name in changed(tuned)} == {1}


def test_adapters_move_matrices_along_a_few_directions() -> None:
    tuned = tuning(replace(TINY, size=Size.ADAPTERS))
    list(tuned.run(LINES))
    name = "recurrent.weight_hh_l0"
    moved = tuned._weights()[name] - base().state_dict()[name]
    assert torch.linalg.matrix_rank(moved.detach(), rtol=1e-3) == 2


def test_statistics_of_the_norms_stay_those_of_the_base() -> None:
    tuned = tuning()
    list(tuned.run(LINES))
    assert not {name for name in changed(tuned) if "running" in name}


@pytest.mark.parametrize("size", [Size.ADAPTERS, Size.ALL])
def test_a_stopped_tuning_goes_on_as_if_it_never_had_been(size: Size) -> None:
    whole, stopped = tuning(replace(TINY, size=size)), tuning(replace(TINY, size=size))
    list(whole.run(LINES))
    next(result for result in stopped.run(LINES) if result.step == 4)
    resumed = tuning(replace(TINY, size=size))
    resumed.load_state_dict(stopped.state_dict())
    assert [result.step for result in resumed.run(LINES)] == [6, 8, 10, 12]
    for name, tensor in whole.average.state_dict().items():
        assert torch.allclose(tensor, resumed.average.state_dict()[name], atol=1e-6), name


def test_nothing_to_learn_from_is_an_error() -> None:
    with pytest.raises(ValueError, match="no line"):
        Tuning(base(), ALPHABET, [replace(LINES[0], text="ξψ")])
