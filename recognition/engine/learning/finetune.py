"""Fine-tuning: what a project's labels teach the reader, in a number of steps that the amount of text fixes.

The more text, the more may move: only norms and biases; low-rank differences of every matrix (LoRA, Hu et al. 2022);
all weights. A fixed number of steps, about 12 · N^0.75 batches for N lines, needs no set to stop on, which few lines
could not spare (Kohút & Hradiš 2023). Statistics of the BatchNorm layers stay those of the base. Other hands are not
lost, as the base reads them (../routing.py).

A generator of small results like fit.py, with its pieces. Every step draws its chances from seed and step, so a
training that was stopped goes on as if it never had been.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call

from ..alphabet import Alphabet
from ..evaluation.errors import ErrorRates
from ..processor import quick
from ..recognizer.crnn import Crnn
from .augmentation import AugmentConfig
from .fit import ctc, distorted, readable, validate
from .progress import follow, rate
from .samples import Sample
from .sampling import batches

#: Characters of a line of common length: amounts of text are counted in such lines, also where words are learned.
LINE = 40
_LEAST_STEPS, _MOST_STEPS = 150, 4000


class Size(StrEnum):
    """How much of the reader moves."""

    NORMS = "norms"
    ADAPTERS = "adapters"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class TuneConfig:
    """`size`, `steps`: by the amount of text where None."""

    size: Size | None = None
    steps: int | None = None
    learning_rates: Mapping[Size, float] = field(
        default_factory=lambda: {Size.NORMS: 3e-3, Size.ADAPTERS: 2e-3, Size.ALL: 5e-4}
    )
    rank: int = 8
    warm_up: float = 0.1
    shortcut: float = 0.1
    clip: float = 1.0
    ema: float = 0.98
    columns: int = 5_120  # input columns a batch: seven lines
    measurements: int = 12
    pulse: int = 5  # steps between two results, so that the caller can stop
    ease: float = 0.4  # augmentation weakens by this share towards the end
    augment: AugmentConfig = field(default_factory=AugmentConfig)
    seed: int = 0


#: For a reader that learns from its own readings: few and small steps; chosen on adapt-train, benchmarks/RESULTS.md.
ALONE = TuneConfig(size=Size.ALL, steps=400, learning_rates={Size.ALL: 3e-4})


@dataclass(frozen=True, slots=True)
class TuneResult:
    """`seconds`: of training so far. `loss`: mean since the last measurement. `rates`: greedy, by collection; None
    between measurements."""

    step: int
    steps: int
    lines: int
    seconds: float
    loss: float
    rates: dict[str, ErrorRates] | None


def amount(samples: Sequence[Sample]) -> float:
    """Of text, in lines of common length."""
    return sum(len(s.text) for s in samples) / LINE


def steps_for(lines: float) -> int:
    """Batches for an amount of text: about 12 · N^0.75."""
    return int(np.clip(round(12 * lines**0.75), _LEAST_STEPS, _MOST_STEPS))


def size_for(lines: float) -> Size:
    """What an amount of text can move without learning it by heart."""
    return Size.NORMS if lines < 10 else Size.ADAPTERS if lines < 40 else Size.ALL


class Tuning:
    """One fine-tuning of a base reader. `average` is the reader to keep. `state_dict`, `load_state_dict` resume it."""

    def __init__(
        self, base: Crnn, alphabet: Alphabet, samples: Sequence[Sample], config: TuneConfig | None = None,
        device: str = "cpu", clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        """Raises ValueError where no sample can be learned from."""
        self.config, self.alphabet, self.device, self.clock = config or TuneConfig(), alphabet, device, clock
        self.samples = readable(samples, alphabet)
        if not self.samples:
            raise ValueError("There is no line from which the reader could learn.")
        self.size = self.config.size or size_for(amount(self.samples))
        self.steps = self.config.steps or steps_for(amount(self.samples))
        self.average = _copy(base).to(device).eval()
        self.model = _copy(base).to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.base = {name: tensor.detach().clone() for name, tensor in self.model.named_parameters()}
        torch.manual_seed(self.config.seed)
        self.moved = _moved(self.base, self.size, self.config.rank)
        rate = self.config.learning_rates[self.size]
        self.optimiser = torch.optim.AdamW([t for group in self.moved.values() for t in group], rate, weight_decay=0)
        self.step, self.lines, self.seconds = 0, 0, 0.0

    def state_dict(self) -> dict[str, Any]:
        return {
            "moved": {name: [t.detach() for t in group] for name, group in self.moved.items()},
            "average": self.average.state_dict(), "optimiser": self.optimiser.state_dict(),
            "clock": [self.step, self.lines, self.seconds],
        }  # fmt: skip

    @torch.no_grad()
    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        for name, group in self.moved.items():
            for tensor, saved in zip(group, state["moved"][name], strict=True):
                tensor.copy_(saved)
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.lines, self.seconds = int(state["clock"][0]), int(state["clock"][1]), state["clock"][2]

    def run(self, held_out: Sequence[Sample]) -> Iterator[TuneResult]:
        """Go on to the last step, yielding a result every few of them. `held_out` is measured before the first step
        and then at even distances; no step depends on it."""
        losses: list[float] = []
        if not self.step:
            yield self._result(losses, held_out)
        distance = max(1, self.steps // self.config.measurements)
        for batch in islice(self._batches(), self.step, self.steps):
            started = self.clock()
            losses.append(self._train(batch))
            self.seconds += self.clock() - started
            if self.step == self.steps or (self.step % distance == 0 and self.step + distance <= self.steps):
                yield self._result(losses, held_out)
                losses.clear()
            elif self.step % self.config.pulse == 0:
                yield self._result(losses)

    @torch.no_grad()
    def come_back(self, share: float) -> None:
        """Take the reader that is kept a share of the way back to the base."""
        for name, tensor in self.average.named_parameters():
            tensor.lerp_(self.base[name], share)

    def _result(self, losses: list[float], held_out: Sequence[Sample] | None = None) -> TuneResult:
        rates = None if held_out is None else validate(self.average, self.alphabet, held_out, self.device)
        loss = float(np.mean(losses)) if losses else float("nan")
        return TuneResult(self.step, self.steps, self.lines, self.seconds, loss, rates)

    def _batches(self) -> Iterator[list[Sample]]:
        """Endless, the same for one seed: pass after pass through the samples."""
        rng = np.random.default_rng([self.config.seed, 0])
        while True:
            for group in batches([s.width for s in self.samples], self.config.columns, rng):
                yield [self.samples[i] for i in group]

    def _train(self, batch: list[Sample]) -> float:
        config = self.config
        rng = np.random.default_rng([config.seed, 1, self.step])
        torch.manual_seed(config.seed + self.step)
        done = self.step / self.steps
        self.optimiser.param_groups[0]["lr"] = config.learning_rates[self.size] * rate(done, config.warm_up)
        others = [self.samples[int(rng.integers(len(self.samples)))] for _ in batch]
        distortions = config.augment.eased(config.ease * done)
        inputs = distorted([s.grey() for s in batch], others, distortions, rng).to(
            self.device, memory_format=torch.channels_last
        )
        _train_mode(self.model)
        with quick(self.device):
            logits, shortcut = functional_call(_TrainLogits(self.model), self._weights("model."), (inputs,))
        targets = [self.alphabet.encode(s.text) for s in batch]
        loss = ctc(logits, targets) + config.shortcut * ctc(shortcut, targets)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([t for group in self.moved.values() for t in group], config.clip)
        self.optimiser.step()
        self.step += 1
        self.lines += len(batch)
        kept = {name: tensor for name, tensor in self.average.named_parameters() if name in self.moved}
        follow(kept, self._weights(), config.ema, self.step)
        return float(loss.detach())

    def _weights(self, prefix: str = "") -> dict[str, Tensor]:
        """The moved parameters as they stand now."""
        return {prefix + name: _value(self.base[name], group) for name, group in self.moved.items()}


class _TrainLogits(nn.Module):
    """`functional_call` calls `forward`; training needs the shortcut's logits too."""

    def __init__(self, model: Crnn) -> None:
        super().__init__()
        self.model = model

    def forward(self, strips: Tensor) -> tuple[Tensor, Tensor]:
        return self.model.train_logits(strips)


def _copy(model: Crnn) -> Crnn:
    copy = Crnn(model.config)
    copy.load_state_dict(model.state_dict())
    return copy


def _train_mode(model: Crnn) -> None:
    """Dropout as in training, statistics as in reading: a few lines of one hand would spoil them."""
    model.train()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()


def _moved(base: Mapping[str, Tensor], size: Size, rank: int) -> dict[str, tuple[Tensor, ...]]:
    """What is trained, by the name of the parameter it moves: the parameter itself, or two factors of a difference."""
    moved: dict[str, tuple[Tensor, ...]] = {}
    for name, tensor in base.items():
        if size is Size.ALL or tensor.dim() == 1:
            moved[name] = (tensor.clone().requires_grad_(),)
        elif size is Size.ADAPTERS:
            rows, columns = len(tensor), tensor.numel() // len(tensor)
            up = torch.zeros(rows, rank, device=tensor.device, requires_grad=True)
            down = torch.randn(rank, columns, device=tensor.device) / columns**0.5
            moved[name] = (up, down.requires_grad_())
    return moved


def _value(base: Tensor, moved: tuple[Tensor, ...]) -> Tensor:
    return moved[0] if len(moved) == 1 else base + (moved[0] @ moved[1]).view_as(base)
