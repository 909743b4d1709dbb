"""What every training here has in common: a rate that follows the clock, and an average of the weights."""

from __future__ import annotations

import math

import torch
from torch import nn


def rate(done: float, warm_up: float) -> float:
    """Share of the highest learning rate when so much of the budget is spent: a warm-up, then a cosine."""
    if done < warm_up:
        return 0.1 + 0.9 * done / warm_up
    return 0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * min(1.0, (done - warm_up) / (1 - warm_up))))


@torch.no_grad()
def follow(average: nn.Module, model: nn.Module, decay: float, step: int) -> None:
    """Move an average of weights towards the trained ones; young averages follow faster."""
    decay = min(decay, (1 + step) / (10 + step))
    trained = model.state_dict()
    for name, mean in average.state_dict().items():
        if mean.is_floating_point():
            mean.lerp_(trained[name], 1 - decay)
        else:
            mean.copy_(trained[name])
