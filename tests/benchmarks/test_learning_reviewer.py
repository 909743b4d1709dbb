"""What a reviewer who knows the pages by heart does to a page, and what that costs."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright")

from benchmarks.learning_reviewer import deciding, review, true_texts
from recognition.models import Word
from review.models import Decision

LINE = [("My", 0.95), ("deer", 0.5), ("Dyer", 0.95)]


@pytest.mark.parametrize(
    ("read", "true", "shown", "cost"),
    [
        ("dear", "dear", ["dear"], ("keep", 1, 1)),
        ("|", "", ["|"], ("not a word", 1, 2)),
        ("deer", "dear", ["deer", "dear"], ("choose", 1, 2)),
        ("deer", "deers", ["deer", "dear"], ("mend", 3, 2)),
        ("xx", "gardens", ["xx", "garden"], ("choose and mend", 4, 3)),
        ("xx", "Kew", ["xx"], ("type", 5, 2)),
    ],
)
def test_a_decision_costs_keys_and_thoughts(read, true, shown, cost) -> None:
    assert deciding(read, true, shown) == cost


@pytest.fixture
def page(make_page):
    return make_page([LINE])


def test_what_is_asked_about_is_labelled_with_what_is_true(page, anna) -> None:
    work = review(page, true_texts(page, ["My dear Dyar"]), anna)
    labels = Word.objects.filter(page=page).order_by("position").values_list("label__text", flat=True)
    assert list(labels) == [None, "dear", None]
    assert (work.words, work.flagged, work.checked) == (3, 1, 0)
    assert (work.right_read, work.right) == (1, 2)
    assert (work.read.character_edits, work.left.character_edits) == (2, 1)
    assert Decision.objects.get().kind == "changed"


def test_checks_are_words_that_nobody_would_ask_about(page, anna) -> None:
    page.document.project.checks = 100
    page.document.project.save()
    work = review(page, true_texts(page, ["My dear Dyar"]), anna)
    assert (work.flagged, work.checked, work.right) == (1, 2, 3)
    assert work.told()["kinds"] == {"keep": 1, "mend": 2}
    assert Decision.objects.filter(is_check=True, confidence__gte=0.9).count() == 2
