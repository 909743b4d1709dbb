"""Train the second reader of a reader's weights: the packed lines of `train`, the same sampling and distortions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch

from ..engine.alphabet import Alphabet
from ..engine.learning.fit import FitResult
from ..engine.learning.fit_second import SecondFitConfig, SecondFitting
from ..engine.reader import SECOND_FILE, SHIPPED, WEIGHTS_FILE
from ..engine.recognizer.attention import CharacterDecoder, DecoderConfig
from ..engine.recognizer.checkpoint import load_reader
from ..engine.recognizer.second_reader import SecondReader
from .packed_lines import TRAIN, VALIDATION, line_id, packed_samples
from .training import curve_row, replace_state


class SecondTrainingError(ValueError):
    """The message says what to do."""


@dataclass(frozen=True, slots=True)
class SecondTrainRequest:
    """`folder` keeps the packed lines, the resumable state, the curve and the best decoder. `weights`: folder of the
    reader. `start`: an earlier decoder, of any reader."""

    root: Path
    folder: Path
    weights: Path = SHIPPED
    start: Path | None = None
    device: str = "cpu"
    fit: SecondFitConfig = field(default_factory=SecondFitConfig)
    set_aside: frozenset[str] = frozenset()


def train_second(request: SecondTrainRequest) -> Iterator[FitResult]:
    """Fit until the budget is spent; run again with the same folder to go on where it stopped. Raises
    SecondTrainingError where `start` or the state in the folder belongs to something else."""
    request.folder.mkdir(parents=True, exist_ok=True)
    file = request.weights / WEIGHTS_FILE
    checksum = hashlib.sha256(file.read_bytes()).hexdigest()
    reader, alphabet = load_reader(file)
    samples = [s for s in packed_samples(request.root, request.folder / "samples.npz") if alphabet.can_write(s.text)]
    learned = [s for s in samples if s.split == TRAIN and line_id(s) not in request.set_aside]
    checked = [s for s in samples if s.split == VALIDATION]
    memory = 2 * reader.config.hidden + reader.config.channels[-1]
    decoder = _decoder(DecoderConfig(len(alphabet), memory), alphabet, request.start)
    fitting = SecondFitting(decoder, reader, alphabet, request.fit, request.device)
    state_file, curve = request.folder / "state.pt", request.folder / "curve.jsonl"
    best = float("inf")
    if state_file.exists():
        state = torch.load(state_file, weights_only=True, map_location=request.device)
        if state["reader"] != checksum:
            raise SecondTrainingError(f"{state_file} belongs to other weights; give another --folder or remove it.")
        fitting.load_state_dict(state["fitting"])
        best = state["best"]
    for result in fitting.run(learned, checked):
        if result.cer < best:
            best = result.cer
            SecondReader(fitting.average, alphabet, checksum).save(request.folder / SECOND_FILE)
        replace_state(state_file, {"fitting": fitting.state_dict(), "best": best, "reader": checksum})
        with curve.open("a") as rows:
            rows.write(json.dumps(curve_row(result)) + "\n")
        yield result


def _decoder(config: DecoderConfig, alphabet: Alphabet, start: Path | None) -> CharacterDecoder:
    decoder = CharacterDecoder(config)
    if start:
        earlier = SecondReader.load(start)
        if (earlier.decoder.config, earlier.alphabet) != (config, alphabet):
            raise SecondTrainingError(f"{start} has another shape or alphabet; train without --start.")
        decoder.load_state_dict(earlier.decoder.state_dict())
    return decoder
