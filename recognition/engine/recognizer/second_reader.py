"""The second reader at work: which of a line's likeliest texts it and the first one, together, think right."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import save_file

from ..alphabet import BLANK, Alphabet
from ..decoding.alignment import AlignmentError, CharacterSpan, align
from ..decoding.beam import Hypothesis
from .attention import CharacterDecoder, DecoderConfig
from .reading import LineFrames

logger = logging.getLogger(__name__)

#: A line with a word that is less sure than this is read a second time.
DOUBTFUL = 0.9
#: Of the beam's texts so many are judged: the others hardly ever win.
MOST_JUDGED = 12
_TAIL = 4  # letters behind a difference that are judged with it

Classes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SecondReader:
    """`reader`: SHA-256 of the weights whose features it learned to look at. `weight`: of its log probability beside
    the beam's score (tuned on `val`, see benchmarks/RESULTS.md)."""

    decoder: CharacterDecoder
    alphabet: Alphabet
    reader: str
    weight: float = 0.2

    def choose(self, line: LineFrames, hypotheses: Sequence[Hypothesis]) -> Hypothesis:
        """Of the beam's texts, best first, the one that both readers together find likeliest."""
        first, *others = hypotheses[:MOST_JUDGED]
        if not others or not first.classes:
            return first
        spans = align(line.log_probs, first.classes)
        gains = judge(self.decoder, line, first.classes, spans, [h.classes for h in others])
        scores = [first.score, *(h.score + self.weight * g for h, g in zip(others, gains.tolist(), strict=True))]
        return hypotheses[int(np.argmax(scores))]

    def save(self, path: Path) -> None:
        """In half precision, with configuration, alphabet and the reader it belongs to in the metadata."""
        tensors = {name: tensor.half().contiguous() for name, tensor in self.decoder.state_dict().items()}
        metadata = {
            "config": json.dumps(asdict(self.decoder.config)), "alphabet": json.dumps(self.alphabet.characters),
            "reader": self.reader,
        }  # fmt: skip
        save_file(tensors, path, metadata=metadata)

    @classmethod
    def beside(cls, path: Path, reader: str, device: str = "cpu") -> SecondReader | None:
        """None where there is none for the weights with this checksum."""
        second = cls.load(path, device) if path.exists() else None
        if second and second.reader != reader:
            logger.warning("%s belongs to other weights: lines are read without a second pass.", path)
            return None
        return second

    @classmethod
    def load(cls, path: Path, device: str = "cpu") -> SecondReader:
        """Raises OSError or SafetensorError for a broken file."""
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata()
            state = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118 - is no mapping
        decoder = CharacterDecoder(DecoderConfig(**json.loads(metadata["config"])))
        decoder.load_state_dict(state)
        return cls(decoder.to(device).eval(), Alphabet(tuple(json.loads(metadata["alphabet"]))), metadata["reader"])


@torch.inference_mode()
def judge(
    decoder: CharacterDecoder, line: LineFrames, reading: Classes, spans: Sequence[CharacterSpan],
    others: Sequence[Classes],
) -> NDArray[np.float32]:  # fmt: skip
    """By how much each other text is likelier than the reading, whose letters have these spans; natural log, (N,).

    The reading is gone through once; another text goes on from the state where it parts from it, up to a few letters
    behind the last difference.
    """
    device = line.memory.device
    frames = decoder.remember(line.memory[None])
    places = [0, *(span.start for span in spans)]
    logits, states = decoder.go_on(
        frames, torch.tensor([[BLANK, *reading]], device=device), torch.tensor([places], device=device)
    )
    next_letters = logits[0].log_softmax(1).cpu().numpy()  # (L + 1, V)
    own = next_letters[np.arange(len(reading) + 1), [*reading, BLANK]]
    parts = [_difference(line.log_probs, reading, spans, other) for other in others]
    gains = np.array([next_letters[p.first, p.letters[0]] - own[p.first : p.end].sum() for p in parts], np.float32)
    longest = max(len(p.letters) for p in parts) - 1
    if not longest:
        return gains
    told, seen, after = (np.zeros((len(parts), longest), np.int64) for _ in range(3))
    for row, p in enumerate(parts):
        count = len(p.letters) - 1
        told[row, :count], seen[row, :count], after[row, :count] = p.letters[:-1], p.places, p.letters[1:]
    before = [block[0, [p.first for p in parts]] for block in states]
    logits, _ = decoder.go_on(frames, torch.from_numpy(told).to(device), torch.from_numpy(seen).to(device), before)
    each = np.take_along_axis(logits.log_softmax(2).cpu().numpy(), after[..., None], 2)[..., 0]
    judged = np.arange(longest) < np.array([[len(p.letters) - 1] for p in parts])
    gains += (each * judged).sum(1)
    return gains


@dataclass(frozen=True, slots=True)
class _Part:
    """What is judged of another text instead of the reading's letters `first` ≤ i < `end`, the end of the line counting
    as a letter. `letters`: of the other text; `places`: the frame of each but the last."""

    first: int
    end: int
    letters: Classes
    places: NDArray[np.int64]


def _difference(
    log_probs: NDArray[np.float32], reading: Classes, spans: Sequence[CharacterSpan], other: Classes
) -> _Part:  # fmt: skip
    """From the first letter that differs to a few behind the last."""
    shortest = min(len(reading), len(other))
    first = next((i for i in range(shortest) if reading[i] != other[i]), shortest)
    shared = next((i for i in range(shortest - first) if reading[-1 - i] != other[-1 - i]), shortest - first)
    tail = min(_TAIL, shared + 1)
    stop, last = len(reading) - shared, len(other) - shared
    start = spans[first - 1].end if first else 0
    inner = log_probs[start : spans[stop].start if shared else len(log_probs)]
    behind = [span.start for span in spans[stop : stop + tail]]
    places = np.array([*(start + _places(inner, other[first:last])), *behind], np.int64)
    letters = (*other, BLANK)[first : last + tail]
    return _Part(first, stop + tail, letters, places[: len(letters) - 1])


def _places(log_probs: NDArray[np.float32], letters: Classes) -> NDArray[np.int64]:
    """The frame at which each letter is seen; evenly spaced where they have not enough frames."""
    if not letters or not len(log_probs):
        return np.zeros(len(letters), np.int64)
    try:
        return np.array([span.start for span in align(log_probs, letters)])
    except AlignmentError:
        return np.linspace(0, len(log_probs) - 1, len(letters)).astype(np.int64)
