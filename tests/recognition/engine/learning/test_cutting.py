from __future__ import annotations

import numpy as np
import pytest

from recognition.engine.alphabet import Alphabet
from recognition.engine.learning.cutting import aligned_words, cut_part, part_samples
from recognition.engine.learning.parts import Part
from recognition.engine.recognizer.batching import MIN_INPUT_WIDTH
from recognition.engine.recognizer.crnn import STRIDE
from tests.recognition.engine.learning.test_fit import LINES

AB = Alphabet((" ", "a", "b"))


def frames_of(classes: list[int]) -> np.ndarray:
    log_probs = np.full((len(classes), len(AB)), -8.0, np.float32)
    log_probs[np.arange(len(classes)), classes] = -0.1
    return log_probs


def test_words_are_placed_where_the_frames_show_them() -> None:
    frames = frames_of([0, 2, 0, 0, 1, 0, 3, 3, 0, 0])  # silence, a, space, b, silence
    width = len(frames) * STRIDE
    words = aligned_words("a b", frames, AB, width)
    assert [(w.text, w.start * width / STRIDE, w.end * width / STRIDE) for w in words] == [
        ("a", pytest.approx(1), pytest.approx(2)), ("b", pytest.approx(6), pytest.approx(8)),
    ]  # fmt: skip


def test_a_narrow_part_is_as_wide_as_the_net_needs() -> None:
    strip = np.arange(100, dtype=np.uint8)[None].repeat(48, 0)
    assert cut_part(strip, Part("i", 0.98, 1.0)).shape == (48, MIN_INPUT_WIDTH)
    assert cut_part(strip, Part("i", 0.0, 0.5))[0].tolist() == list(range(50))


def test_parts_keep_whose_line_they_are() -> None:
    (sample,) = part_samples(LINES[0], LINES[0].image(), [Part("la", 0.0, 0.5)])
    assert (sample.text, sample.writer, sample.id) == ("la", "w", "lamp#w.0")
    assert sample.image().shape[1] == sample.width == LINES[0].width // 2
