"""A reader's file: safetensors in half precision, with configuration and alphabet in its metadata."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

import torch
from safetensors.torch import load, save

from ..alphabet import Alphabet
from .crnn import Crnn, CrnnConfig

_UNSEEN = -6.0  # bias of a character the net has not learned yet: hardly ever the likeliest


def save_reader(path: Path, model: Crnn, alphabet: Alphabet) -> None:
    path.write_bytes(reader_bytes(model, alphabet))


def reader_bytes(model: Crnn, alphabet: Alphabet) -> bytes:
    tensors = {k: (v.half() if v.is_floating_point() else v).contiguous() for k, v in model.state_dict().items()}
    return save(tensors, {"config": json.dumps(asdict(model.config)), "alphabet": json.dumps(alphabet.characters)})


def load_reader(path: Path) -> tuple[Crnn, Alphabet]:
    """The reader in evaluation mode, float32 on the CPU. Raises OSError or SafetensorError for a broken file."""
    return read_reader(path.read_bytes())


def read_reader(data: bytes) -> tuple[Crnn, Alphabet]:
    """The reader of a file's bytes. Raises SafetensorError where they are broken."""
    state = load(data)
    metadata = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])["__metadata__"]
    fields = json.loads(metadata["config"])
    tuples = {name: tuple(fields[name]) for name in ("channels", "blocks")}
    model = Crnn(CrnnConfig(**{**fields, **tuples}))
    model.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in state.items()})
    return model.eval(), Alphabet(tuple(json.loads(metadata["alphabet"])))


def with_characters(model: Crnn, alphabet: Alphabet, characters: Iterable[str]) -> tuple[Crnn, Alphabet]:
    """The reader with an alphabet that holds these characters too; it reads as before until it has learned them."""
    new = sorted(set(characters) - set(alphabet.characters))
    if not new:
        return model, alphabet
    larger = Alphabet((*alphabet.characters, *new))
    grown = Crnn(replace(model.config, classes=len(larger)))
    adopt_weights(grown, larger, model, alphabet)
    state = grown.state_dict()
    for layer in ("head", "shortcut"):
        state[f"{layer}.weight"][-len(new) :] = 0.0
        state[f"{layer}.bias"][-len(new) :] = _UNSEEN
    return grown.eval(), larger


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
