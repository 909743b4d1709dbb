"""Strips through the net, batched by width."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from .batching import by_width, frames, normalise_contrast, scale_strip, stack
from .crnn import Crnn

#: Logits are divided by it: the net is surer than it should be, and a softer beam reads better (tuned on `val`, see
#: benchmarks/RESULTS.md). The best path stays the same.
TEMPERATURE = 1.2
_COLUMNS = 16_384  # input columns a batch: more brings no speed on a CPU and costs memory


@torch.inference_mode()
def frame_log_probs(model: Crnn, strips: Sequence[NDArray[np.uint8]]) -> list[NDArray[np.float32]]:
    """Natural log probabilities (T_i, V) of each strip, uint8 of any height and width, in the order given."""
    scaled = [scale_strip(s) for s in strips]
    device = next(model.parameters()).device
    results: list[NDArray[np.float32]] = [np.zeros((0, model.config.classes), np.float32)] * len(scaled)
    for group in by_width([s.shape[1] for s in scaled], _COLUMNS):
        batch = stack([normalise_contrast(scaled[i]) for i in group]).to(device, memory_format=torch.channels_last)
        log_probs = (model(batch) / TEMPERATURE).log_softmax(2).cpu().numpy()
        for i, line in zip(group, log_probs, strict=True):
            results[i] = line[: frames(scaled[i].shape[1])]
    return results
