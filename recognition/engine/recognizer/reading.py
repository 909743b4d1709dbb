"""Strips through the net, batched by width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..processor import quick
from .batching import by_width, frames, normalise_contrast, scale_strip, stack
from .crnn import Crnn

#: Logits are divided by it: the net is surer than it should be, and a softer beam reads better (tuned on `val`, see
#: benchmarks/RESULTS.md). The best path stays the same.
TEMPERATURE = 1.2
_COLUMNS = 16_384  # input columns a batch: more brings no speed on a CPU and costs memory


@dataclass(frozen=True, slots=True)
class LineFrames:
    """`log_probs`: natural log probabilities (T, V). `memory`: what a second reader looks at, (T, M)."""

    log_probs: NDArray[np.float32]
    memory: Tensor


def frame_log_probs(model: Crnn, strips: Sequence[NDArray[np.uint8]]) -> list[NDArray[np.float32]]:
    """Natural log probabilities (T_i, V) of each strip, uint8 of any height and width, in the order given."""
    return [line.log_probs for line in line_frames(model, strips)]


@torch.inference_mode()
def line_frames(model: Crnn, strips: Sequence[NDArray[np.uint8]]) -> list[LineFrames]:
    """What the net says and remembers of each strip, uint8 of any height and width, in the order given."""
    scaled = [scale_strip(s) for s in strips]
    device = next(model.parameters()).device
    found: dict[int, LineFrames] = {}
    for group in by_width([s.shape[1] for s in scaled], _COLUMNS):
        batch = stack([normalise_contrast(scaled[i]) for i in group]).to(device, memory_format=torch.channels_last)
        with quick(str(device)):
            logits, memory = model.read_and_remember(batch)
        log_probs = (logits.float() / TEMPERATURE).log_softmax(2).cpu().numpy()
        for i, line, remembered in zip(group, log_probs, memory.float(), strict=True):
            count = frames(scaled[i].shape[1])
            found[i] = LineFrames(line[:count], remembered[:count])
    return [found[i] for i in range(len(scaled))]
