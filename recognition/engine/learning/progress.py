"""What every training here has in common: a rate that follows the clock, and an average of the weights."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor


def rate(done: float, warm_up: float) -> float:
    """Share of the highest learning rate when so much of the budget is spent: a warm-up, then a cosine."""
    if done < warm_up:
        return 0.1 + 0.9 * done / warm_up
    return 0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * min(1.0, (done - warm_up) / (1 - warm_up))))


@torch.no_grad()
def follow(average: Mapping[str, Tensor], trained: Mapping[str, Tensor], decay: float, step: int) -> None:
    """Move averaged tensors, in place, towards the trained ones; young averages follow faster."""
    decay = min(decay, (1 + step) / (10 + step))
    for name, mean in average.items():
        if mean.is_floating_point():
            mean.lerp_(trained[name], 1 - decay)
        else:
            mean.copy_(trained[name])
