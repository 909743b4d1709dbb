"""A small net that says for each pixel how likely it is ink: a U-Net (Ronneberger et al. 2015) of three levels, taught
on synthetic letters that were stained, faded, unevenly lit and written through (learning/ink_fit.py)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from .outcome import Grey
from .paper import flatten

WEIGHTS = Path(__file__).parents[1] / "weights" / "ink.safetensors"
_CHANNELS = (12, 24, 40)  # 66 thousand parameters: 0.14 MB in half precision
_DEPTH = 1 << (len(_CHANNELS) - 1)  # sides must be multiples of it
_TILE, _EDGE = 512, 32  # pixels; tiles overlap by the edge, in which the net sees too little


class Block(nn.Sequential):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
        )  # fmt: skip


class InkNet(nn.Module):
    """`forward` maps normalised pictures (N, 1, H, W), sides multiples of 4, to logits of ink of the same shape."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c = _CHANNELS
        self.fine, self.middle, self.coarse = Block(1, a), Block(a, b), Block(b, c)
        self.up_middle, self.up_fine = Block(c + b, b), Block(b + a, a)
        self.head = nn.Conv2d(a, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        fine = self.fine(x)  # (N, a, H, W)
        middle = self.middle(nn.functional.max_pool2d(fine, 2))  # (N, b, H/2, W/2)
        coarse = self.coarse(nn.functional.max_pool2d(middle, 2))  # (N, c, H/4, W/4)
        middle = self.up_middle(torch.cat([_twice(coarse), middle], 1))
        fine = self.up_fine(torch.cat([_twice(middle), fine], 1))
        logits: Tensor = self.head(fine)
        return logits  # fmt: skip


def _twice(x: Tensor) -> Tensor:
    return nn.functional.interpolate(x, scale_factor=2.0, mode="nearest")


def save_net(path: Path, net: InkNet) -> None:
    """In half precision."""
    save_file({k: v.half() if v.is_floating_point() else v for k, v in net.state_dict().items()}, path)


@cache
def load_net(path: Path = WEIGHTS) -> InkNet:
    """In evaluation mode, float32 on the CPU, loaded once a process. Raises OSError where the file is missing."""
    net = InkNet()
    net.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in load_file(path).items()})
    return net.eval()


def normalised(grey: Grey) -> NDArray[np.float32]:
    """Paper near 0, ink near 1, whatever the exposure and the light; float32 of the same shape."""
    values = flatten(grey).grey.astype(np.float32)
    paper, dark = np.percentile(values[::3, ::3], (85, 1))
    return np.asarray(np.clip((paper - values) / max(float(paper - dark), 24.0), -1.0, 2.0), np.float32)


@torch.inference_mode()
def ink_probability(grey: Grey, net: InkNet | None = None) -> NDArray[np.float32]:
    """Of each pixel, float32 (H, W) in 0-1, tile by tile so that memory does not grow with the page."""
    net = net or load_net()
    height, width = grey.shape
    values = np.pad(normalised(grey), ((_EDGE, _EDGE + _DEPTH), (_EDGE, _EDGE + _DEPTH)), mode="symmetric")
    found = np.zeros((height, width), np.float32)
    for top in range(0, height, _TILE):
        for left in range(0, width, _TILE):
            high, wide = min(_TILE, height - top), min(_TILE, width - left)
            tile = values[top : top + _whole(high + 2 * _EDGE), left : left + _whole(wide + 2 * _EDGE)]
            logits = net(torch.from_numpy(np.ascontiguousarray(tile))[None, None])[0, 0]
            inner = logits[_EDGE : _EDGE + high, _EDGE : _EDGE + wide]
            found[top : top + high, left : left + wide] = inner.sigmoid().numpy()
    return found


def _whole(length: int) -> int:
    """Rounded up to what the net can halve."""
    return -(-length // _DEPTH) * _DEPTH
