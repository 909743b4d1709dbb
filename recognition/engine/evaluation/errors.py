"""Character and word error rates: sums of edits over sums of lengths (Levenshtein), on normalised text."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from ..text import normalise


@dataclass(slots=True)
class ErrorRates:
    """Counts over a corpus. CER = character edits / reference characters; WER = word edits / reference words."""

    character_edits: int = 0
    characters: int = 0
    word_edits: int = 0
    words: int = 0
    lines: int = 0

    def update(self, truth: str, reading: str) -> None:
        truth, reading = normalise(truth), normalise(reading)
        self.character_edits += Levenshtein.distance(truth, reading)
        self.characters += len(truth)
        self.word_edits += Levenshtein.distance(truth.split(), reading.split())
        self.words += len(truth.split())
        self.lines += 1

    def add(self, other: ErrorRates) -> None:
        self.character_edits += other.character_edits
        self.characters += other.characters
        self.word_edits += other.word_edits
        self.words += other.words
        self.lines += other.lines

    @property
    def cer(self) -> float:
        return self.character_edits / max(1, self.characters)

    @property
    def wer(self) -> float:
        return self.word_edits / max(1, self.words)
