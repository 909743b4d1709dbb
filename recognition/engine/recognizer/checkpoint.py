"""A reader's file: safetensors in half precision, with configuration and alphabet in its metadata."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from ..alphabet import Alphabet
from .crnn import Crnn, CrnnConfig


def save_reader(path: Path, model: Crnn, alphabet: Alphabet) -> None:
    tensors = {k: (v.half() if v.is_floating_point() else v).contiguous() for k, v in model.state_dict().items()}
    metadata = {"config": json.dumps(asdict(model.config)), "alphabet": json.dumps(alphabet.characters)}
    save_file(tensors, path, metadata=metadata)


def load_reader(path: Path) -> tuple[Crnn, Alphabet]:
    """The reader in evaluation mode, float32 on the CPU. Raises OSError or SafetensorError for a broken file."""
    with safe_open(path, framework="pt") as file:
        metadata = file.metadata()
        state = {k: file.get_tensor(k) for k in file.keys()}  # noqa: SIM118 - safe_open is no mapping
    fields = json.loads(metadata["config"])
    tuples = {name: tuple(fields[name]) for name in ("channels", "blocks")}
    model = Crnn(CrnnConfig(**{**fields, **tuples}))
    model.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in state.items()})
    return model.eval(), Alphabet(tuple(json.loads(metadata["alphabet"])))


def adopt_weights(model: Crnn, alphabet: Alphabet, donor: Crnn, donor_alphabet: Alphabet) -> None:
    """Copy a donor of the same widths into `model`; classes are matched by character, new ones stay as they are.

    Residual blocks that the donor lacks begin as identities, so that a deeper net reads as its donor does
    (a zero last scale, as Goyal et al., 2017, begin with).
    """
    state = donor.state_dict()
    own = model.state_dict()
    known = {c: i + 1 for i, c in enumerate(donor_alphabet.characters)}
    pairs = [(0, 0)] + [(i + 1, known[c]) for i, c in enumerate(alphabet.characters) if c in known]
    ours, theirs = torch.tensor(pairs).T
    for name, tensor in state.items():
        if name.startswith(("head.", "shortcut.")):
            own[name][ours] = tensor[theirs]
        else:
            own[name] = tensor
    for name in own.keys() - state.keys():
        if name.endswith("second.1.weight"):
            own[name] = torch.zeros_like(own[name])
    model.load_state_dict(own)
