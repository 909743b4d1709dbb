"""What random checks prove of the words that nobody is asked about."""

from __future__ import annotations

from uuid import uuid4

import pytest

from recognition.models import Project
from recognition.selectors import project_progress
from review import services
from review.selectors_checks import Measured, measured


def told(project: Project) -> Measured:
    return measured(project, project_progress(project))


def test_a_check_that_is_taken_back_proves_nothing(checked, anna, drawn, decide) -> None:
    decide(anna, drawn[0], "other")
    assert (told(checked).made, told(checked).right) == (1, 0)
    services.undo(project=checked, user=anna, token=uuid4())
    assert told(checked).made == 0


def test_checks_measure_the_sure_words_and_with_what_is_decided_all(checked, anna, sure, drawn, decide) -> None:
    decide(anna, drawn[0], "other")
    for word in drawn[1:]:
        decide(anna, word, word.reading.text)
    found = told(checked)
    assert (found.made, found.right) == (len(drawn), len(drawn) - 1)
    unasked = len(sure) - len(drawn)
    assert found.whole.low == pytest.approx(100 - unasked * (100 - found.sure.low) / len(sure))
    assert found.whole.high == pytest.approx(100 - unasked * (100 - found.sure.high) / len(sure))
    assert found.sure.low < 100 * found.right / found.made < found.sure.high


def test_what_cannot_be_read_says_nothing_about_the_reading(checked, anna, drawn, decide) -> None:
    decide(anna, drawn[0], action="illegible")
    assert told(checked).made == 0


def test_checks_of_words_that_are_in_doubt_now_are_left_out_and_the_other_way_round(
    project, anna, make_page, words, decide
) -> None:
    """Whatever the threshold was, those drawn stand for the words that are sure now."""
    project.checks = 100
    project.save()
    for word in words(make_page([[("a", 0.99), ("b", 0.92), ("c", 0.8)]])):
        decide(anna, word, word.reading.text)
    for threshold, made in ((0.9, 2), (0.95, 1), (0.7, 3)):
        project.threshold = threshold
        assert told(project).made == made


@pytest.mark.parametrize(
    ("target", "reached", "missed"),
    [(None, False, False), (0.3, True, False), (0.9, False, False), (0.999, False, True)],
)
def test_a_target_is_reached_missed_or_undecided(checked, anna, sure, drawn, decide, target, reached, missed) -> None:
    decide(anna, drawn[0], "other")
    for word in drawn[1:]:
        decide(anna, word, word.reading.text)
    checked.target = target
    found = told(checked)
    assert (found.is_reached, found.is_missed) == (reached, missed)
