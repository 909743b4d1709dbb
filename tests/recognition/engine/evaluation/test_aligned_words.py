from __future__ import annotations

from collections.abc import Sequence

import pytest

from recognition.engine.evaluation.aligned_words import aligned


@pytest.mark.parametrize(
    ("read", "text", "true"),
    [
        (["My", "dear", "Dyar"], "My dear Dyer", ["My", "dear", "Dyer"]),
        (["Mydear", "Dyer"], "My dear Dyer", ["My dear", "Dyer"]),
        (["My", "dea", "r"], "My dear", ["My", "dear", ""]),
        (["My", "|", "dear"], "My dear", ["My", "", "dear"]),
        (["stain"], "", [""]),
    ],
)
def test_true_words_go_to_the_words_that_were_read_for_them(read: Sequence[str], text: str, true: list[str]) -> None:
    assert aligned(read, text) == true
