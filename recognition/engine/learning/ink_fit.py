"""Teaching the net that finds ink: cross-entropy on crops of damaged sheets, AdamW, one-cycle rate over the steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from ..imaging.ink_net import InkNet, normalised
from .ink_samples import InkSample
from .synthetic_noise import Field


@dataclass(frozen=True, slots=True)
class InkFitConfig:
    steps: int = 200
    learning_rate: float = 6e-3
    batch: int = 6
    crop: int = 96  # pixels
    report: int = 25  # steps from one result to the next
    seed: int = 0


@dataclass(frozen=True, slots=True)
class InkFitResult:
    """`loss`: mean cross-entropy a pixel since the last result."""

    step: int
    loss: float


class InkFitting:
    """Net, optimiser and schedule of one training. `state_dict` and `load_state_dict` resume it."""

    def __init__(self, config: InkFitConfig) -> None:
        torch.manual_seed(config.seed)
        self.config, self.net, self.step = config, InkNet(), 0
        self.optimiser = torch.optim.AdamW(self.net.parameters(), config.learning_rate, weight_decay=1e-3)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(self.optimiser, config.learning_rate, config.steps + 1)

    def state_dict(self) -> dict[str, Any]:
        return {
            "step": self.step, "net": self.net.state_dict(), "optimiser": self.optimiser.state_dict(),
            "schedule": self._schedule.state_dict(),
        }  # fmt: skip

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.step = int(state["step"])
        self.net.load_state_dict(state["net"])
        self.optimiser.load_state_dict(state["optimiser"])
        self._schedule.load_state_dict(state["schedule"])

    def run(self, samples: Sequence[InkSample]) -> Iterator[InkFitResult]:
        """Train until all steps are done, yielding a result every now and then and at the end."""
        rng = np.random.default_rng([self.config.seed, self.step])
        pictures = [(normalised(s.grey), (s.truth > 0).astype(np.float32)) for s in samples]
        losses: list[float] = []
        self.net.train()
        while self.step < self.config.steps:
            chosen = rng.integers(len(pictures), size=self.config.batch)
            crops = [_crop(*pictures[int(i)], self.config.crop, rng) for i in chosen]
            inputs, truth = (torch.from_numpy(np.stack(part)[:, None]) for part in zip(*crops, strict=True))
            loss = F.binary_cross_entropy_with_logits(self.net(inputs), truth)
            self.optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            self.optimiser.step()
            self._schedule.step()
            self.step += 1
            losses.append(float(loss.detach()))
            if self.step % self.config.report == 0 or self.step == self.config.steps:
                yield InkFitResult(self.step, float(np.mean(losses)))
                losses.clear()


def _crop(picture: Field, truth: Field, side: int, rng: np.random.Generator) -> tuple[Field, Field]:
    """The same random square of both, turned over at random, the picture's exposure a little off."""
    top, left = (int(rng.integers(0, length - side + 1)) for length in picture.shape)
    window = slice(top, top + side), slice(left, left + side)
    across, down = rng.choice([1, -1], 2)
    part, true = picture[window][::down, ::across], truth[window][::down, ::across]
    exposed = part * rng.uniform(0.75, 1.25) + rng.uniform(-0.06, 0.06)
    return np.ascontiguousarray(exposed, np.float32), np.ascontiguousarray(true)
