"""What ships of the base reader's lines: the sample letters, rendered by this project.

The lines from which the base was trained may not be shipped. Some letters are the base test, which tells whether a
fine-tuned reader has forgotten how to read other hands. Letters rendered from fonts are no handwriting: the test is a
tripwire against forgetting, not a measure of reading. No letter is replayed while a reader learns: that kept nothing of
real handwriting, and made the test blind.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ..engine.learning.samples import Sample
from ..formats.ground_truth import GroundTruthPage, read_ground_truth
from .packed_lines import samples_of
from .sample_letters import SAMPLE_FOLDER
from .true_lines import true_lines

#: Documents of the sample, in both languages.
BASE_TEST = frozenset({"inventory", "ruches", "trunk"})
_SPLIT = frozenset({"sample"})


@cache
def base_test_lines() -> tuple[Sample, ...]:
    return tuple(
        sample for page in _letters() if page.document in BASE_TEST for sample in samples_of(page, true_lines(page))
    )


def _letters() -> Iterator[GroundTruthPage]:
    return read_ground_truth(SAMPLE_FOLDER, _SPLIT)
