"""The second reader: a character decoder that looks at the first one's features and knows what it has written.

CTC judges each frame by itself; this one predicts a text letter by letter, each from the letters before it and from
the features around the place where the letter before was seen. Where that is, CTC's alignment tells, so that attention
is a window with a learned preference for each distance and needs little training (triggered attention: Moritz, Hori,
Le Roux, 2019). It scores texts that the beam has found, and does not search itself. B texts of L letters, T frames,
M numbers a frame, D = width; class 0, the blank, stands for the beginning and the end of a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from ..alphabet import BLANK
from ..decoding.alignment import CharacterSpan

_NEXT = 4  # frames to the letter after this one, mostly: what attention prefers before it has learned


@dataclass(frozen=True, slots=True)
class DecoderConfig:
    classes: int
    memory: int  # numbers a frame: the reader's recurrent states and columns
    width: int = 192  # 1.2 M parameters
    heads: int = 4
    blocks: int = 2
    behind: int = 8  # frames of the window before the letter's own: some two letters
    ahead: int = 32  # and after it: a wide gap and the letter behind it
    dropout: float = 0.15


class WindowAttention(nn.Module):
    """Multi-head attention of each letter on the frames near it, with a learned preference for each distance."""

    def __init__(self, config: DecoderConfig) -> None:
        super().__init__()
        self.config = config
        self.query = nn.Linear(config.width, config.width)
        self.key_value = nn.Linear(config.width, 2 * config.width)
        self.out = nn.Linear(config.width, config.width)
        places = torch.arange(-config.behind, config.ahead + 1)
        self.preference = nn.Parameter(-(places - _NEXT).abs().float().repeat(config.heads, 1) / _NEXT)

    def forward(self, letters: Tensor, frames: Tensor, distance: Tensor) -> Tensor:
        """letters (B, L, D), frames (B or 1, T, D), distance of each frame from the letter (B, L, T) → (B, L, D)."""
        count, length, width = letters.shape
        config = self.config
        query = self.query(letters).view(count, length, config.heads, -1).transpose(1, 2)  # (B, H, L, D / H)
        key, value = self.key_value(frames).chunk(2, 2)
        key, value = (
            x.view(len(frames), -1, config.heads, width // config.heads).transpose(1, 2).expand(count, -1, -1, -1)
            for x in (key, value)
        )  # (B, H, T, D / H)
        place = (distance + config.behind).clamp(0, config.behind + config.ahead)
        bias = self.preference[:, place].transpose(0, 1)  # (B, H, L, T)
        outside = (distance < -config.behind) | (distance > config.ahead)
        seen = F.scaled_dot_product_attention(query, key, value, bias.masked_fill(outside[:, None], -1e4))
        mixed: Tensor = self.out(seen.transpose(1, 2).reshape(count, length, width))
        return mixed


class Block(nn.Module):
    """What was written, then what is seen, then both together."""

    def __init__(self, config: DecoderConfig) -> None:
        super().__init__()
        width = config.width
        self.written = nn.GRU(width, width, batch_first=True)
        self.seen = WindowAttention(config)
        self.both = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(3))
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self, letters: Tensor, frames: Tensor, distance: Tensor, state: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:  # fmt: skip
        """Also what is remembered after each letter, (B, L, D); `state`: what was before the first, (B, D)."""
        states, _ = self.written(self.norms[0](letters), None if state is None else state[None].contiguous())
        letters = letters + self.dropout(states)
        letters = letters + self.dropout(self.seen(self.norms[1](letters), frames, distance))
        return letters + self.dropout(self.both(self.norms[2](letters))), states


class CharacterDecoder(nn.Module):
    """`forward` maps memory and texts to the logits of each next letter."""

    def __init__(self, config: DecoderConfig) -> None:
        super().__init__()
        self.config = config
        self.memory = nn.Sequential(nn.Linear(config.memory, config.width), nn.LayerNorm(config.width))
        self.letters = nn.Embedding(config.classes, config.width)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.blocks))
        self.norm = nn.LayerNorm(config.width)
        self.head = nn.Linear(config.width, config.classes)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, memory: Tensor, written: Tensor, places: Tensor) -> Tensor:
        """memory (B, T, M); written (B, L): the letters so far, the first of them the beginning; places (B, L): the
        frame at which each was seen → logits of the letter after each, (B, L, V)."""
        return self.go_on(self.remember(memory), written, places)[0]

    def remember(self, memory: Tensor) -> Tensor:
        """The frames as they are looked at, (B, T, D)."""
        frames: Tensor = self.dropout(self.memory(memory))
        return frames

    def go_on(
        self, frames: Tensor, written: Tensor, places: Tensor, states: Sequence[Tensor] | None = None
    ) -> tuple[Tensor, list[Tensor]]:  # fmt: skip
        """`forward` on remembered frames, of each text or of one line for all; also each block's states after each
        letter, (B, L, D). `states`: those before the first letter, (B, D), for texts that go on from another."""
        letters = self.dropout(self.letters(written))
        distance = torch.arange(frames.shape[1], device=frames.device) - places[..., None]
        after = []
        for index, block in enumerate(self.blocks):
            letters, kept = block(letters, frames, distance, states[index] if states else None)
            after.append(kept)
        return self.head(self.norm(letters)), after


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts as the decoder takes them, shorter ones filled up. `written`, `places` (B, L + 1): the beginning and each
    letter, and the frame at which it was seen; `lengths` (B,): letters of each."""

    written: NDArray[np.int64]
    places: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[Sequence[int]], spans: Sequence[Sequence[CharacterSpan]]) -> Texts:
        """Classes and aligned spans of each text."""
        lengths = np.array([len(text) for text in texts])
        written = np.full((len(texts), int(lengths.max()) + 1), BLANK)
        places = np.zeros_like(written)
        for row, (text, own) in enumerate(zip(texts, spans, strict=True)):
            written[row, 1 : len(text) + 1] = text
            places[row, 1 : len(text) + 1] = [span.start for span in own]
        return cls(written, places, lengths)

    def following(self, ignored: int) -> NDArray[np.int64]:
        """The letter after each, the end after the last, `ignored` behind it; (B, L + 1)."""
        after = np.full_like(self.written, ignored)
        after[:, :-1] = self.written[:, 1:]
        columns = np.arange(after.shape[1])
        after[columns > self.lengths[:, None]] = ignored
        after[columns == self.lengths[:, None]] = BLANK
        return after
