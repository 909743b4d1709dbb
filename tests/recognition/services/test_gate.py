from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pytest

from recognition.engine.alphabet import Alphabet
from recognition.engine.language import Language
from recognition.engine.reader import LANGUAGES, SHIPPED
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


@dataclass
class AloneReader:
    """Reads every line as its text, from the picture alone; the shipped one knows the language."""

    text: str
    knows: bool = True
    base: float = 0.1

    def for_page(self, strips: Sequence[np.ndarray]) -> AloneReader:
        return self

    def language(self, code: str) -> Language | None:
        return shipped_language() if self.knows else None

    def read_strips(self, strips: Sequence[np.ndarray], language: None) -> list[LineReader.Text]:
        assert language is None
        return [LineReader.Text(self.text) for _ in strips]


@lru_cache
def shipped_language() -> Language:
    return Language.load(SHIPPED / LANGUAGES, "eng", Alphabet.of_texts(["the lamp is lit xq"]))


def unreviewed(before: str, after: str, pages: int = 4, knows: bool = True) -> gate.Verdict:
    strip = printed("lamp").image()
    lines = [DatasetLine(page, 10 + page, (), False, str(page), (), strip) for page in range(pages)]
    project, shipped = Project(name="Kew", language="eng"), AloneReader(before, knows)
    return gate.judge_unreviewed(project, lines, shipped, AloneReader(after), shipped)


def test_without_labels_what_is_more_like_the_language_is_better() -> None:
    found = unreviewed("thx lxmp is lqt", "the lamp is lit")
    assert found.reason == Reason.BETTER
    assert found.bits_before > found.bits_after > 0
    assert found.gain == pytest.approx(found.bits_before - found.bits_after)
    assert found.as_json()["changes"][0] == {
        "line": 10, "truth": "", "before": "thx lxmp is lqt", "after": "the lamp is lit",
    }  # fmt: skip


def test_without_labels_what_is_less_like_the_language_or_the_same_is_not() -> None:
    assert unreviewed("the lamp is lit", "thx lxmp is lqt").reason == Reason.NOT_BETTER
    assert unreviewed("the lamp is lit", "the lamp is lit").reason == Reason.NOT_BETTER


def test_who_leaves_out_what_is_hard_is_not_better_without_labels() -> None:
    assert unreviewed("the lamp is xqxqx", "the lamp is").reason == Reason.NOT_BETTER


def test_without_labels_or_a_language_nothing_is_proven() -> None:
    assert unreviewed("thx lxmp", "the lamp", pages=2).reason == Reason.FEW_PAGES
    assert unreviewed("thx lxmp", "the lamp", knows=False).reason == Reason.FEW_PAGES
