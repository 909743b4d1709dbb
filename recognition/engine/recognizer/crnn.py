"""The line reader: a small residual CNN, max over height, two bidirectional LSTM layers, CTC.

After Retsinas et al., "Best Practices for a Handwritten Text Recognition System" (2022): max pooling over the
column instead of flattening, and a CTC shortcut on the convolutional features that helps training and is
left out when reading. N lines of one batch share a width W; T = W / 4 frames; V classes with the blank.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

#: Pixel height of the net's input; a strip is scaled to it.
INPUT_HEIGHT = 48
#: Columns of the input that one output frame stands for.
STRIDE = 4


@dataclass(frozen=True, slots=True)
class CrnnConfig:
    classes: int
    channels: tuple[int, int, int, int] = (24, 64, 128, 192)
    blocks: tuple[int, int, int] = (1, 2, 2)  # residual blocks at 12, 6 and 3 rows; 3.9 M parameters in all
    hidden: int = 192
    layers: int = 2
    dropout: float = 0.2


class ConvNorm(nn.Sequential):
    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs))


class Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = ConvNorm(channels, channels)
        self.second = ConvNorm(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.second(torch.relu(self.first(x))))


def _residuals(channels: int, count: int) -> nn.Sequential:
    return nn.Sequential(*(Residual(channels) for _ in range(count)))


class Crnn(nn.Module):
    """`forward` maps strips (N, 1, INPUT_HEIGHT, W) to logits (N, T, V); `train_logits` adds the shortcut's."""

    def __init__(self, config: CrnnConfig) -> None:
        super().__init__()
        self.config = config
        a, b, c, d = config.channels
        at_b, at_c, at_d = config.blocks
        self.features = nn.Sequential(
            ConvNorm(1, a, 2), nn.ReLU(),                               # (N, a, 24, W/2)
            ConvNorm(a, b, 2), nn.ReLU(), _residuals(b, at_b),                  # (N, b, 12, W/4)
            nn.MaxPool2d((2, 1)), ConvNorm(b, c), nn.ReLU(), _residuals(c, at_c),  # (N, c, 6, W/4)
            nn.MaxPool2d((2, 1)), ConvNorm(c, d), nn.ReLU(), _residuals(d, at_d),  # (N, d, 3, W/4)
        )  # fmt: skip
        self.dropout = nn.Dropout(config.dropout)
        self.recurrent = nn.LSTM(
            d, config.hidden, config.layers, batch_first=True, bidirectional=True, dropout=config.dropout
        )
        self.head = nn.Linear(2 * config.hidden, config.classes)
        self.shortcut = nn.Conv1d(d, config.classes, 3, padding=1)

    def forward(self, strips: Tensor) -> Tensor:
        return self._read(self._columns(strips))

    def train_logits(self, strips: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the reader and of the shortcut, both (N, T, V)."""
        columns = self._columns(strips)
        return self._read(columns), self.shortcut(columns).transpose(1, 2)

    def _columns(self, strips: Tensor) -> Tensor:
        columns: Tensor = self.features(strips).amax(2)  # (N, d, T)
        return columns

    def read_and_remember(self, strips: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (N, T, V), and what a second reader looks at: the recurrent states beside the columns,
        (N, T, 2 * hidden + d)."""
        columns = self._columns(strips)
        states = self._states(columns)
        return self.head(self.dropout(states)), torch.cat([states, columns.transpose(1, 2)], 2)

    def _read(self, columns: Tensor) -> Tensor:
        logits: Tensor = self.head(self.dropout(self._states(columns)))
        return logits

    def _states(self, columns: Tensor) -> Tensor:
        states: Tensor
        states, _ = self.recurrent(self.dropout(columns.transpose(1, 2)))  # (N, T, 2 * hidden)
        return states
