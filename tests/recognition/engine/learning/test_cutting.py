from __future__ import annotations

import numpy as np

from recognition.engine.learning.cutting import cut_part, part_samples
from recognition.engine.learning.parts import Part
from recognition.engine.recognizer.batching import MIN_INPUT_WIDTH
from tests.recognition.engine.learning.test_fit import LINES


def test_a_narrow_part_is_as_wide_as_the_net_needs() -> None:
    strip = np.arange(100, dtype=np.uint8)[None].repeat(48, 0)
    assert cut_part(strip, Part("i", 0.98, 1.0)).shape == (48, MIN_INPUT_WIDTH)
    assert cut_part(strip, Part("i", 0.0, 0.5))[0].tolist() == list(range(50))


def test_parts_keep_whose_line_they_are() -> None:
    (sample,) = part_samples(LINES[0], LINES[0].image(), [Part("la", 0.0, 0.5)])
    assert (sample.text, sample.writer, sample.id) == ("la", "w", "lamp#w.0")
    assert sample.image().shape[1] == sample.width == LINES[0].width // 2
