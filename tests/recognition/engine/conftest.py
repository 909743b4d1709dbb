"""The shipped reader, and a sample letter to try it on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recognition.engine.imaging.decode import read_grey
from recognition.engine.reader import Reader
from recognition.engine.transcription import Page, Region
from recognition.formats.ground_truth import read_ground_truth

SAMPLE = Path(__file__).resolve().parents[3] / "recognition" / "sample"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@pytest.fixture(scope="module")
def letter() -> tuple[Page, np.ndarray]:
    """A true page whose lines are called l0, l1, …, and its picture."""
    truth = next(read_ground_truth(SAMPLE, frozenset({"sample"})))
    lines = tuple(replace(line, id=f"l{i}", words=()) for i, line in enumerate(truth.page.lines()))
    return replace(truth.page, regions=(Region(lines),)), read_grey(truth.image.read_bytes(), truth.name)
