"""Training of the second reader, as `fit.py` is for the first, which is frozen here: it only looks and aligns.

Loss: cross-entropy of each next letter. Some of the letters that the decoder is told were written are wrong, so that
it learns to judge texts that are not quite right, as the beam's are. The same distortions and sampling as for the
first reader; AdamW, a cosine by the clock, a moving average of the weights; all of it can be saved and taken up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from ..alphabet import BLANK, Alphabet
from ..decoding.alignment import align_all
from ..evaluation.errors import ErrorRates
from ..processor import quick
from ..recognizer.attention import CharacterDecoder, Texts
from ..recognizer.batching import frames, normalise_contrast, stack
from ..recognizer.crnn import Crnn
from .augmentation import AugmentConfig, augment
from .fit import FitResult, readable
from .progress import follow, rate
from .samples import Sample
from .sampling import batches, rounds

_IGNORED = -100
_VALIDATED = 16  # lines of one batch


@dataclass(frozen=True, slots=True)
class SecondFitConfig:
    minutes: float = 30.0
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    warm_up: float = 0.05  # share of the budget
    clip: float = 1.0
    ema: float = 0.995
    round_size: int = 2048
    columns: int = 6_144  # input columns a batch: ten lines of common width
    writer_cap: float = 0.1
    validate_minutes: float = 8.0
    mistold: float = 0.08  # share of the letters before that are told wrong
    weights: dict[str, float] = field(default_factory=dict)
    augment: AugmentConfig = field(default_factory=AugmentConfig)
    seed: int = 0


class SecondFitting:
    """Decoder, average, optimiser and clock (seconds) of one training. `state_dict` and `load_state_dict` resume it."""

    def __init__(
        self, decoder: CharacterDecoder, reader: Crnn, alphabet: Alphabet, config: SecondFitConfig, device: str = "cpu",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        """`reader`: with this alphabet; it is not changed."""
        self.config, self.alphabet, self.device, self.clock = config, alphabet, device, clock
        self.reader = reader.to(device).to(memory_format=torch.channels_last).eval()  # type: ignore[call-overload]
        self.decoder = decoder.to(device)
        self.average = CharacterDecoder(decoder.config).to(device).eval()
        self.average.load_state_dict(decoder.state_dict())
        self.optimiser = torch.optim.AdamW(decoder.parameters(), config.learning_rate, weight_decay=config.weight_decay)
        self.step, self.lines, self.seconds = 0, 0, 0.0

    def state_dict(self) -> dict[str, Any]:
        return {
            "decoder": self.decoder.state_dict(), "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(), "clock": [self.step, self.lines, self.seconds],
        }  # fmt: skip

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.decoder.load_state_dict(state["decoder"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.lines, self.seconds = int(state["clock"][0]), int(state["clock"][1]), state["clock"][2]

    def run(self, samples: Sequence[Sample], validation: Sequence[Sample]) -> Iterator[FitResult]:
        """Train until the budget is spent, yielding a result at every validation and at the end. Its rates are those
        of the letters guessed one by one, each after the true ones before it."""
        rng = np.random.default_rng([self.config.seed, self.step])
        torch.manual_seed(self.config.seed + self.step)
        budget, pause = self.config.minutes * 60, self.config.validate_minutes * 60
        samples, validation = readable(samples, self.alphabet), readable(validation, self.alphabet)
        losses: list[float] = []
        next_result = self.seconds + pause
        for batch in self._batches(samples, rng):
            started = self.clock()
            losses.append(self._train(batch, samples, rng))
            self.seconds += self.clock() - started
            over = self.seconds >= budget
            if over or self.seconds >= next_result:
                next_result = self.seconds + pause
                rates = self.guess(validation)
                yield FitResult(self.step, self.lines, self.seconds, float(np.mean(losses)), rates)
                losses.clear()
            if over:
                return

    def _batches(self, samples: Sequence[Sample], rng: np.random.Generator) -> Iterator[list[Sample]]:
        config = self.config
        for chosen in rounds(samples, config.weights, config.round_size, config.writer_cap, rng):
            for group in batches([samples[i].width for i in chosen], config.columns, rng):
                yield [samples[chosen[g]] for g in group]

    def _train(self, batch: list[Sample], samples: Sequence[Sample], rng: np.random.Generator) -> float:
        config = self.config
        for group in self.optimiser.param_groups:
            group["lr"] = config.learning_rate * rate(self.seconds / (config.minutes * 60), config.warm_up)
        others = [samples[int(rng.integers(len(samples)))] for _ in batch]
        strips = [augment(_grey(s), _grey(o), rng, config.augment) for s, o in zip(batch, others, strict=True)]
        memory, texts = self._look(strips, [s.text for s in batch])
        wrong = rng.random(texts.written.shape) < config.mistold
        wrong[:, 0] = False
        told = np.where(wrong, rng.integers(1, len(self.alphabet), wrong.shape), texts.written)
        self.decoder.train()
        with quick(self.device):
            logits = self.decoder(memory, self._tensor(told), self._tensor(texts.places))
        following = self._tensor(texts.following(_IGNORED))
        loss = F.cross_entropy(logits.float().flatten(0, 1), following.flatten(), ignore_index=_IGNORED)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.decoder.parameters(), config.clip)
        self.optimiser.step()
        self.step += 1
        self.lines += len(batch)
        follow(self.average.state_dict(), self.decoder.state_dict(), config.ema, self.step)
        return float(loss.detach())

    @torch.no_grad()
    def guess(self, samples: Sequence[Sample]) -> dict[str, ErrorRates]:
        """Error rates, by collection, of the letters that the average guesses after the true ones before."""
        rates: dict[str, ErrorRates] = {}
        order = sorted(samples, key=lambda s: s.width)
        for start in range(0, len(order), _VALIDATED):
            batch = order[start : start + _VALIDATED]
            memory, texts = self._look([_grey(s) for s in batch], [s.text for s in batch])
            with quick(self.device):
                logits = self.average(memory, self._tensor(texts.written), self._tensor(texts.places))
            for sample, guess, length in zip(batch, logits.argmax(2).tolist(), texts.lengths, strict=True):
                letters = self.alphabet.decode([g for g in guess[:length] if g != BLANK])
                rates.setdefault(sample.collection, ErrorRates()).update(sample.text, letters)
        return rates

    @torch.no_grad()
    def _look(self, strips: Sequence[NDArray[np.float32]], texts: Sequence[str]) -> tuple[Tensor, Texts]:
        """What the reader remembers of grey strips (N, T, M), and where it sees the letters of their texts."""
        targets = [self.alphabet.encode(text) for text in texts]
        inputs = stack([normalise_contrast(s) for s in strips]).to(self.device, memory_format=torch.channels_last)
        with quick(self.device):
            logits, memory = self.reader.read_and_remember(inputs)
        log_probs = logits.float().log_softmax(2).cpu().numpy()
        lines = [line[: frames(s.shape[1])] for line, s in zip(log_probs, strips, strict=True)]
        return memory.float(), Texts.of(targets, align_all(lines, targets))

    def _tensor(self, array: NDArray[np.int64]) -> Tensor:
        return torch.from_numpy(array).to(self.device)


def _grey(sample: Sample) -> NDArray[np.float32]:
    return sample.image().astype(np.float32)
