"""The threshold that a wanted share of right words needs, by what people have decided so far."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.cache import cache

from recognition.engine.confidence.target import Belief
from recognition.models import ModelVersion, Page, Project, Reading
from review.models import Decision
from review.selectors_target import LEAST, TargetRow, belief_of, target_rows, threshold_at
from review.services import follow_target, undo

LINE = [("one", 0.99), ("two", 0.9), ("three", 0.6), ("four", 0.5)]


@pytest.fixture
def line(make_page, words):
    """The words of one line of a page that is read."""
    page = make_page([LINE])
    Page.objects.update(read_at="2026-11-25T12:00Z")
    return words(page)


def test_words_are_asked_about_until_few_enough_wrong_ones_are_left(project, line) -> None:
    assert threshold_at(project, 0.75) == 0.6


def test_what_is_decided_is_right_and_asks_for_less(project, line, anna, decide) -> None:
    decide(anna, line[2], "three")
    assert threshold_at(project, 0.75) == 0.5


def test_wrong_words_that_were_sure_raise_it(project, make_page, words, line, anna, decide) -> None:
    assert threshold_at(project, 0.99) == 0.99
    for word in words(make_page([[("Kew", 0.9)] * 30])):
        decide(anna, word, "Kow")
    assert belief_of(project, line[0].reading.model_version_id).of([0.9]) < 0.3
    assert threshold_at(project, 0.99) == 1.0


def test_what_is_taken_back_tells_nothing(project, line, anna, decide) -> None:
    decide(anna, line[0], "none")
    undo(project=project, user=anna, token=uuid4())
    assert belief_of(project, line[0].reading.model_version_id) == Belief()


def test_another_reader_begins_from_what_was_learned_of_the_one_before(project, make_page, words, anna, decide) -> None:
    for word in words(make_page([[("Kew", 0.9)] * 30])):
        decide(anna, word, "Kow")
    later = ModelVersion.objects.create(name="taught", checksum="1" * 64)
    (word,) = words(make_page([[("Kew", 0.9)]]))
    Reading.objects.filter(word=word).update(model_version=later)
    assert belief_of(project, later.pk).of([0.9]) < 0.3


def test_a_project_that_is_not_read_keeps_its_threshold(project) -> None:
    assert threshold_at(project, 0.98) == 0.9


def test_a_manager_is_told_what_which_share_costs_once_enough_is_decided(project, make_page, words, line, anna, decide):
    assert target_rows(project) == []
    for word in words(make_page([[("Kew", 0.2)] * LEAST])):
        decide(anna, word, "Kew")
    cheap, dear, dearest = target_rows(project)
    assert (cheap.right, dear.right, dearest.right) == (95, 98, 99)
    assert cheap.threshold <= dear.threshold <= dearest.threshold
    assert cheap == TargetRow(95, 50, round(100 * LEAST / (LEAST + len(LINE))))


@pytest.fixture
def reviewed(project, make_page, words, line, anna, decide):
    """A project in which enough is decided: what was sure by half was right."""
    for word in words(make_page([[("Kew", 0.5)] * LEAST])):
        decide(anna, word, "Kew")
    cache.clear()
    return project


def test_the_threshold_follows_the_target(reviewed) -> None:
    reviewed.target = 0.98
    reviewed.save()
    follow_target(reviewed)
    reviewed.refresh_from_db()
    assert reviewed.threshold == threshold_at(reviewed, 0.98) < 0.9


def test_without_a_target_or_enough_decisions_the_threshold_stands(reviewed) -> None:
    follow_target(reviewed)
    assert reviewed.threshold == 0.9
    Decision.objects.filter(pk__gt=Decision.objects.order_by("pk")[LEAST - 2].pk).delete()
    reviewed.target = 0.98
    follow_target(reviewed)
    assert reviewed.threshold == 0.9


def test_a_target_rests_in_between(reviewed) -> None:
    reviewed.target = 0.98
    reviewed.save()
    follow_target(reviewed)
    Project.objects.update(threshold=0.5)
    reviewed.refresh_from_db()
    follow_target(reviewed)
    assert reviewed.threshold == 0.5


def test_what_a_manager_sets_meanwhile_stays(reviewed) -> None:
    Project.objects.update(target=None)
    reviewed.target = 0.98
    follow_target(reviewed)
    reviewed.refresh_from_db()
    assert reviewed.threshold == 0.9


def test_the_desk_asks_by_the_threshold_of_the_target(reviewed, client, anna) -> None:
    Project.objects.update(target=0.95)
    client.force_login(anna)
    client.get(f"/api/review/{reviewed.slug}/next")
    reviewed.refresh_from_db()
    assert reviewed.threshold < 0.9
