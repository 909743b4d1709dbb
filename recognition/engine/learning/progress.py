"""What every training here has in common: a rate that follows the clock, an average of the weights, and bfloat16 where
the processor has it."""

from __future__ import annotations

import math

import torch
from torch import nn


def computes_bfloat16(device: str) -> bool:
    """Whether the device multiplies bfloat16 in hardware; elsewhere it would be slower than float32."""
    if torch.device(device).type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    abilities = torch.cpu.get_capabilities()
    return bool(abilities.get("avx512_bf16") or abilities.get("amx_bf16"))


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
