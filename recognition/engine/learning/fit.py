"""The training loop: a generator of small results, so that the caller decides when to save, report or stop.

Loss: CTC + 0.1 × CTC of the shortcut. AdamW; the learning rate warms up and falls as a cosine over the
wall-clock budget, so that the schedule ends in time on any machine. The weights to keep are a moving average
(EMA) of the trained ones. All of the state can be saved and taken up again at any result. Where the processor or GPU
computes with bfloat16, the net does, and loss and optimiser stay in float32: 1.7 times as many lines a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ..alphabet import BLANK, Alphabet
from ..decoding.greedy import read_greedily
from ..evaluation.errors import ErrorRates
from ..processor import computes_bfloat16
from ..recognizer.batching import frames, normalise_contrast, stack
from ..recognizer.crnn import Crnn
from .augmentation import AugmentConfig, Strip, augment
from .progress import follow, rate
from .samples import Sample
from .sampling import batches, rounds
from .splicing import Splicer


@dataclass(frozen=True, slots=True)
class FitConfig:
    minutes: float = 120.0
    learning_rate: float = 1.2e-3
    weight_decay: float = 1e-2
    warm_up: float = 0.03  # share of the budget
    shortcut: float = 0.1
    clip: float = 1.0
    ema: float = 0.999
    round_size: int = 2048
    columns: int = 10_240  # input columns a batch: 16 lines of common width
    writer_cap: float = 0.1
    validate_minutes: float = 8.0
    weights: dict[str, float] = field(default_factory=dict)
    ease: tuple[float, float] = (0.0, 0.5)  # by how much augmentation is weakened at first and, at the low rate, last
    augment: AugmentConfig = field(default_factory=lambda: AugmentConfig(ghost=0.3, intrude=0.2, mask=0.3))
    seed: int = 0


@dataclass(frozen=True, slots=True)
class FitResult:
    """`seconds`: of training so far. `rates`: greedy CER and WER of the averaged weights by collection."""

    step: int
    lines: int
    seconds: float
    loss: float
    rates: dict[str, ErrorRates]

    @property
    def cer(self) -> float:
        """Mean over the collections, so that the largest does not decide alone."""
        return float(np.mean([r.cer for r in self.rates.values()]))


class Fitting:
    """Model, average, optimiser and clock (seconds) of one training. `state_dict` and `load_state_dict` resume it."""

    def __init__(
        self, model: Crnn, alphabet: Alphabet, config: FitConfig, device: str = "cpu",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.config, self.alphabet, self.device, self.clock = config, alphabet, device, clock
        self.bfloat16 = computes_bfloat16(device)
        self.model = model.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = Crnn(model.config).to(device).eval()
        self.average.load_state_dict(model.state_dict())
        self.optimiser = torch.optim.AdamW(model.parameters(), config.learning_rate, weight_decay=config.weight_decay)
        self.step, self.lines, self.seconds = 0, 0, 0.0

    def state_dict(self) -> dict[str, Any]:
        return {
            "model": self.model.state_dict(), "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(), "clock": [self.step, self.lines, self.seconds],
        }  # fmt: skip

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.lines, self.seconds = int(state["clock"][0]), int(state["clock"][1]), state["clock"][2]

    def run(
        self, samples: Sequence[Sample], validation: Sequence[Sample], splicer: Splicer | None = None
    ) -> Iterator[FitResult]:
        """Train until the budget is spent, yielding a result at every validation and at the end. The `splicer` makes
        new lines of some of the samples."""
        config = self.config
        rng = np.random.default_rng([config.seed, self.step])
        torch.manual_seed(config.seed + self.step)
        budget, pause = config.minutes * 60, config.validate_minutes * 60
        samples = readable(samples, self.alphabet)
        splicer = splicer or Splicer(samples, {}, 0.0)
        losses: list[float] = []
        next_result = self.seconds + pause
        for chosen in rounds(samples, config.weights, config.round_size, config.writer_cap, rng):
            widths = [samples[i].width for i in chosen]
            for group in batches(widths, config.columns, rng):
                started = self.clock()
                batch = [samples[chosen[g]] for g in group]
                losses.append(self._train_batch(batch, samples, splicer, rng))
                self.seconds += self.clock() - started
                over = self.seconds >= budget
                if over or self.seconds >= next_result:
                    next_result = self.seconds + pause
                    rates = validate(self.average, self.alphabet, validation, self.device)
                    yield FitResult(self.step, self.lines, self.seconds, float(np.mean(losses)), rates)
                    losses.clear()
                if over:
                    return

    def _train_batch(
        self, batch: list[Sample], samples: Sequence[Sample], splicer: Splicer, rng: np.random.Generator
    ) -> float:
        config = self.config
        done = self.seconds / (config.minutes * 60)
        for group in self.optimiser.param_groups:
            group["lr"] = config.learning_rate * rate(done, config.warm_up)
        first, last = config.ease
        distortions = config.augment.eased(first + (last - first) * min(1.0, done))
        others = [samples[int(rng.integers(len(samples)))] for _ in batch]
        strips, texts = zip(*(splicer.line(sample, rng) for sample in batch), strict=True)
        inputs = distorted(strips, others, distortions, rng).to(self.device, memory_format=torch.channels_last)
        self.model.train()
        with torch.autocast(torch.device(self.device).type, torch.bfloat16, enabled=self.bfloat16):
            logits, shortcut = self.model.train_logits(inputs)
        targets = [self.alphabet.encode(text) for text in texts]
        loss = ctc(logits, targets) + config.shortcut * ctc(shortcut, targets)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), config.clip)
        self.optimiser.step()
        self.step += 1
        self.lines += len(batch)
        follow(self.average.state_dict(), self.model.state_dict(), config.ema, self.step)
        return float(loss.detach())


def distorted(
    strips: Sequence[Strip], others: Sequence[Sample], distortions: AugmentConfig, rng: np.random.Generator
) -> Tensor:  # fmt: skip
    """Input of the net, (N, 1, INPUT_HEIGHT, W): each line as chance spoils it, with what `others` lend it."""
    pairs = zip(strips, others, strict=True)
    return stack([normalise_contrast(augment(strip, other.grey(), rng, distortions)) for strip, other in pairs])


def ctc(logits: Tensor, targets: list[list[int]]) -> Tensor:
    """Mean CTC loss a character over the batch; logits (N, T, V)."""
    count, steps, _ = logits.shape
    log_probs = logits.float().log_softmax(2).transpose(0, 1)  # (T, N, V)
    flat = torch.tensor([c for t in targets for c in t])
    lengths = torch.tensor([len(t) for t in targets])
    inputs = torch.full((count,), steps)
    return F.ctc_loss(log_probs, flat, inputs, lengths, BLANK, zero_infinity=True)


def readable(samples: Sequence[Sample], alphabet: Alphabet) -> list[Sample]:
    """The samples whose text fits their frames: a frame a character and one between equal neighbours."""
    kept = []
    for sample in samples:
        target = alphabet.encode(sample.text)
        repeats = sum(a == b for a, b in pairwise(target))
        if target and (len(target) + repeats) * 1.2 + 2 <= frames(sample.width):
            kept.append(sample)
    return kept


@torch.inference_mode()
def validate(model: Crnn, alphabet: Alphabet, samples: Sequence[Sample], device: str = "cpu") -> dict[str, ErrorRates]:
    """Greedy error rates by collection."""
    rates: dict[str, ErrorRates] = {}
    order = sorted(samples, key=lambda s: s.width)
    for start in range(0, len(order), 16):
        batch = order[start : start + 16]
        strips = [normalise_contrast(s.image()) for s in batch]
        logits = model(stack(strips).to(device)).cpu().numpy()
        for sample, strip, line in zip(batch, strips, logits, strict=True):
            text = read_greedily(line[: frames(strip.shape[1])], alphabet)
            rates.setdefault(sample.collection, ErrorRates()).update(sample.text, text)
    return rates
