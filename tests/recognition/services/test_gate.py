from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from recognition.models import Project, Reason
from recognition.services import gate
from recognition.services.dataset_lines import DatasetLine
from recognition.services.gate import judge
from tests.recognition.engine.learning.test_fit import printed


@dataclass
class LineReader:
    """Reads every line as lamp with some letters wrong; `errors` of its texts in turn. `base`: its CER on the base
    test."""

    errors: Sequence[int]
    base: float = 0.1
    read: list[str] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)

    def for_page(self, strips: Sequence[np.ndarray]) -> LineReader:
        self.widths += [strip.shape[1] for strip in strips]
        return self

    def language(self, code: str) -> None:
        return None

    def read_strips(self, strips: Sequence[np.ndarray], language: None) -> list[LineReader.Text]:
        start = len(self.read)
        texts = ["lamp"[: 4 - wrong] + "x" * wrong for wrong in self.errors[start : start + len(strips)]]
        self.read += texts
        return [self.Text(text) for text in texts]

    @dataclass
    class Text:
        text: str


@pytest.fixture(autouse=True)
def _base_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "base_cer", lambda reader: reader.base)


def verdict(before: Sequence[int], after: Sequence[int], base: float = 0.1) -> gate.Verdict:
    """Of readers that make so many errors on each page of one line."""
    lamp = printed("lamp")
    lines = [DatasetLine(page, 10 + page, (lamp,), True, str(page), (), lamp.image()) for page in range(len(before))]
    project = Project(name="Kew", language="eng")
    return judge(project, lines, LineReader(before), LineReader(after, base), LineReader(()))


def test_fewer_errors_on_every_page_are_better() -> None:
    found = verdict([2, 3, 2, 3], [1, 1, 0, 1])
    assert found.reason == Reason.BETTER
    assert (found.cer_before, found.cer_after) == (10 / 16, 3 / 16)
    assert 0 < found.low < found.gain < found.high
    assert found.as_json()["changes"][0] == {"line": 10, "truth": "lamp", "before": "laxx", "after": "lamx"}


def test_whole_lines_tell_whose_page_it_is_though_a_word_alone_is_known() -> None:
    lamp = printed("lamp")
    line = DatasetLine(1, 11, (lamp,), False, "1", (), np.pad(lamp.image(), ((0, 0), (0, 500))))
    before, after = LineReader([1]), LineReader([0])
    judge(Project(name="Kew", language="eng"), [line], before, after, LineReader(()))
    assert before.widths == after.widths == [lamp.image().shape[1] + 500]


def test_a_gain_that_may_be_chance_is_not_better() -> None:
    assert verdict([2, 1, 1, 1], [0, 1, 2, 1]).reason == Reason.NOT_BETTER


def test_two_pages_prove_nothing() -> None:
    assert verdict([3, 3], [0, 0]).reason == Reason.FEW_PAGES
    assert verdict([], []).reason == Reason.FEW_PAGES


def test_who_forgets_other_hands_does_not_pass() -> None:
    assert verdict([2, 3, 2, 3], [0, 0, 0, 0], base=0.114).reason == Reason.BETTER
    assert verdict([2, 3, 2, 3], [0, 0, 0, 0], base=0.116).reason == Reason.FORGOT
