"""Training of the line net: a generator of small results, as `fit.py` is for the reader.

Loss: cross-entropy and Dice of the baselines, cross-entropy of the line ends, and along baselines the distances of
reach and direction. AdamW, a cosine by the clock, a moving average of the weights; all of it can be saved and taken up.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from ..layout.linenet import BASELINE, COSINE, END, STRIDE, UP, LineNet
from ..layout.net_input import net_input
from ..processor import computes_bfloat16
from .line_pages import LinePage
from .line_scenes import SceneConfig, scene
from .line_targets import line_targets
from .progress import follow, rate

_AHEAD = 2  # batches prepared while another is learned from
_END_WEIGHT = 4.0  # of a line end's pixels, which are few
_HEIGHTS, _DIRECTION, _ENDS = 0.5, 0.3, 0.5  # beside the baselines' loss
Batch = tuple[NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class LineFitConfig:
    minutes: float = 120.0
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    warm_up: float = 0.03  # share of the budget
    clip: float = 1.0
    ema: float = 0.998
    batch: int = 4  # scenes; on a GPU 32
    loaders: int = 1  # threads that make scenes; on a GPU as many as there are cores
    validate_minutes: float = 8.0
    weights: dict[str, float] = field(default_factory=dict)
    scenes: SceneConfig = field(default_factory=SceneConfig)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class LineFitResult:
    """`seconds`: of training so far. `f1`: of the lines found with the averaged weights, by collection."""

    step: int
    scenes: int
    seconds: float
    loss: float
    f1: dict[str, float]

    @property
    def mean(self) -> float:
        """Over the collections, so that the largest does not decide alone."""
        return float(np.mean(list(self.f1.values())))


class LineFitting:
    """Net, average, optimiser and clock (seconds) of one training. `state_dict` and `load_state_dict` resume it."""

    def __init__(
        self, net: LineNet, config: LineFitConfig, device: str = "cpu", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.config, self.device, self.clock = config, device, clock
        self.bfloat16 = computes_bfloat16(device)
        self.net = net.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = LineNet(net.config).to(device).eval()
        self.average.load_state_dict(net.state_dict())
        self.optimiser = torch.optim.AdamW(net.parameters(), config.learning_rate, weight_decay=config.weight_decay)
        self.step, self.seconds = 0, 0.0

    def state_dict(self) -> dict[str, Any]:
        return {
            "net": self.net.state_dict(), "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(), "clock": [self.step, self.seconds],
        }  # fmt: skip

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.net.load_state_dict(state["net"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.seconds = int(state["clock"][0]), state["clock"][1]

    def run(
        self, pages: Sequence[LinePage], validate: Callable[[LineNet], dict[str, float]]
    ) -> Iterator[LineFitResult]:
        """Train until the budget is spent, yielding a result at every validation and at the end."""
        budget, pause = self.config.minutes * 60, self.config.validate_minutes * 60
        losses: list[float] = []
        next_result = self.seconds + pause
        started = self.clock()
        for inputs, targets in self._batches(pages):
            losses.append(self._train(inputs, targets))
            now = self.clock()
            self.seconds, started = self.seconds + now - started, now
            over = self.seconds >= budget
            if over or self.seconds >= next_result:
                next_result = self.seconds + pause
                scenes, loss = self.step * self.config.batch, float(np.mean(losses))
                yield LineFitResult(self.step, scenes, self.seconds, loss, validate(self.average))
                losses.clear()
                started = self.clock()
            if over:
                return

    def _batches(self, pages: Sequence[LinePage]) -> Iterator[Batch]:
        """Endless batches, the next ones in the making while one is learned from."""
        shares = page_shares(pages, self.config.weights)
        waiting: deque[list[Future[Batch]]] = deque()
        step = self.step
        with ThreadPoolExecutor(self.config.loaders) as pool:
            while True:
                while len(waiting) <= _AHEAD:
                    seeds = [(self.config.seed, step, place) for place in range(self.config.batch)]
                    waiting.append([pool.submit(_example, pages, shares, seed, self.config.scenes) for seed in seeds])
                    step += 1
                examples = [future.result() for future in waiting.popleft()]
                yield np.stack([picture for picture, _ in examples]), np.stack([maps for _, maps in examples])

    def _train(self, inputs: NDArray[np.float32], targets: NDArray[np.float32]) -> float:
        for group in self.optimiser.param_groups:
            done = self.seconds / (self.config.minutes * 60)
            group["lr"] = self.config.learning_rate * rate(done, self.config.warm_up)
        batch = torch.from_numpy(inputs[:, None]).to(self.device, memory_format=torch.channels_last)
        self.net.train()
        with torch.autocast(torch.device(self.device).type, torch.bfloat16, enabled=self.bfloat16):
            maps = self.net(batch)
        loss = line_loss(maps.float(), torch.from_numpy(targets).to(self.device))
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), self.config.clip)
        self.optimiser.step()
        self.step += 1
        follow(self.average.state_dict(), self.net.state_dict(), self.config.ema, self.step)
        return float(loss.detach())


def page_shares(pages: Sequence[LinePage], weights: dict[str, float]) -> NDArray[np.float64]:
    """How often each page is seen: √(lines) of its collection times its weight (default 1), within the collection by
    the page's lines; (pages,), sums to 1."""
    totals: Counter[str] = Counter()
    for page in pages:
        totals[page.collection] += len(page.lines)
    raw = np.array([len(p.lines) * weights.get(p.collection, 1.0) / totals[p.collection] ** 0.5 for p in pages])
    shares: NDArray[np.float64] = raw / raw.sum()
    return shares


def _example(
    pages: Sequence[LinePage], shares: NDArray[np.float64], seed: tuple[int, ...], config: SceneConfig
) -> Batch:
    rng = np.random.default_rng(seed)
    picture, lines = scene(pages, int(rng.choice(len(pages), p=shares)), rng, config)
    return net_input(picture), line_targets(lines, (picture.shape[0] // STRIDE, picture.shape[1] // STRIDE))


def line_loss(maps: Tensor, targets: Tensor) -> Tensor:
    """Mean loss of maps (N, MAPS, H, W)."""
    truth = targets[:, BASELINE]
    chance = torch.sigmoid(maps[:, BASELINE])
    dice = 1 - 2 * (chance * truth).sum() / (chance.sum() + truth.sum() + 1)
    lines = F.binary_cross_entropy_with_logits(maps[:, BASELINE], truth) + dice
    heavier = torch.tensor(_END_WEIGHT, device=maps.device)
    ends = F.binary_cross_entropy_with_logits(maps[:, END], targets[:, END], pos_weight=heavier)
    along, count = truth[:, None], truth.sum() + 1
    heights = (F.smooth_l1_loss(maps[:, UP:COSINE], targets[:, UP:COSINE], reduction="none") * along).sum() / count
    direction = (F.smooth_l1_loss(maps[:, COSINE:], targets[:, COSINE:], reduction="none") * along).sum() / count
    return lines + _ENDS * ends + _HEIGHTS * heights + _DIRECTION * direction
