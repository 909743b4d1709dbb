"""Teach the net that finds ink, from a folder of handwriting fonts alone. Run again, it goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from ..engine.imaging.ink_net import WEIGHTS, save_net
from ..engine.learning.ink_fit import InkFitConfig, InkFitResult, InkFitting
from ..engine.learning.ink_samples import InkSample, damaged, random_damage, write_leaf
from .sample_letters import LETTERS, SAMPLE_FOLDER
from .synthetic_lines import MaterialError

_ENDING = "-latin-400-normal.woff2"
SHEETS = 64
_SIDE = 448  # pixels of a sheet
_WRITING, _DAMAGE = 0, 1  # streams of random numbers


@dataclass(frozen=True, slots=True)
class InkRequest:
    """`fonts`: folder of Fontsource packages; `folder` keeps the sheets and the state to resume from."""

    fonts: Path
    folder: Path
    sheets: int = SHEETS
    weights: Path = WEIGHTS
    fit: InkFitConfig = field(default_factory=InkFitConfig)


def train_ink(request: InkRequest) -> Iterator[InkFitResult]:
    """Yields every result, with which the weights so far are written. Raises MaterialError."""
    request.folder.mkdir(parents=True, exist_ok=True)
    state_file = request.folder / "state.pt"
    fitting = InkFitting(request.fit)
    if state_file.exists():
        fitting.load_state_dict(torch.load(state_file, weights_only=True))
    for result in fitting.run(_packed_sheets(request)):
        beside = state_file.with_suffix(".new")
        torch.save(fitting.state_dict(), beside)
        beside.replace(state_file)  # a kill never leaves half a state
        save_net(request.weights, fitting.net)
        yield result


def _packed_sheets(request: InkRequest) -> list[InkSample]:
    """Written once, and read from the folder afterwards."""
    file = request.folder / "sheets.npz"
    if not file.exists():
        made = list(_sheets(request))
        beside = request.folder / "sheets.new.npz"
        np.savez_compressed(beside, grey=np.stack([s.grey for s in made]), truth=np.stack([s.truth for s in made]))
        beside.replace(file)
    with np.load(file) as packed:
        return [InkSample(grey, truth) for grey, truth in zip(packed["grey"], packed["truth"], strict=True)]


def _sheets(request: InkRequest) -> Iterator[InkSample]:
    letters = json.loads((SAMPLE_FOLDER / LETTERS).read_text("utf-8"))
    kept_back = {letter["font"] for letter in letters}  # what the net is measured on
    fonts = [f for f in sorted(request.fonts.rglob(f"*{_ENDING}")) if f.name.removesuffix(_ENDING) not in kept_back]
    if not fonts:
        raise MaterialError(f"{request.fonts} has no handwriting fonts: `make fonts` fetches them.")
    words = [word for letter in letters for block in letter["blocks"] for word in block["text"].split()]
    for number in range(request.sheets // 2):
        leaf = write_leaf(words, fonts[number % len(fonts)], _SIDE, np.random.default_rng([_WRITING, number]))
        rng = np.random.default_rng([_DAMAGE, number])
        for front, back in (leaf, leaf[::-1]):
            yield damaged(front, back, random_damage(rng), rng)
