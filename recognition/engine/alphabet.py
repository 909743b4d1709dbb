"""The characters a model can write. The CTC blank is index 0 and is defined here alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .text import normalise

BLANK = 0


@dataclass(frozen=True, slots=True)
class Alphabet:
    """`characters[i]` has class index i + 1; index 0 is the blank."""

    characters: tuple[str, ...]

    @classmethod
    def of_texts(cls, texts: Iterable[str]) -> Alphabet:
        return cls(tuple(sorted({c for t in texts for c in normalise(t)})))

    def __len__(self) -> int:
        """Number of classes, the blank included."""
        return len(self.characters) + 1

    def can_write(self, text: str) -> bool:
        return set(self.characters).issuperset(text)

    def encode(self, text: str) -> list[int]:
        """Class indices of a normalised text; characters the model does not know are left out."""
        index = {c: i + 1 for i, c in enumerate(self.characters)}
        return [index[c] for c in text if c in index]

    def decode(self, indices: Sequence[int]) -> str:
        """Text of class indices in which blanks and repeats are already collapsed."""
        return "".join(self.characters[i - 1] for i in indices)
