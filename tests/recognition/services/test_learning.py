from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.brokers import get_broker
from django_q.models import OrmQ, Schedule
from django_q.scheduler import scheduler

from recognition.models import FineTuning, Job, JobKind, JobState, LabelKind, LearnRule, ModelVersion, Project
from recognition.services import jobs
from recognition.services.dataset_versions import LEARNED
from recognition.services.labels import make_label
from recognition.services.learning import (
    LearningError,
    cancel_learning,
    go_on_learning,
    is_night,
    learn_by_rule,
    lines_since_learned,
    start_learning,
)  # fmt: skip
from tests.conftest import MakePage
from tests.recognition.services.labelled_pages import both_sides, document_of, labelled_page, read_page


def test_learning_is_queued_apart_from_the_pages(
    make_page: MakePage, project: Project, ben: User, django_capture_on_commit_callbacks
) -> None:
    both_sides(make_page, project, ben)
    with django_capture_on_commit_callbacks(execute=True):
        learning = start_learning(project=project, user=ben)
    assert Job.objects.get(kind=JobKind.FINE_TUNE).fine_tuning == learning
    assert OrmQ.objects.get().key == "hwocr-long"


def test_the_reader_learns_once_at_a_time(make_page: MakePage, project: Project, ben: User) -> None:
    both_sides(make_page, project, ben)
    start_learning(project=project, user=ben)
    with pytest.raises(LearningError, match="already"):
        start_learning(project=project, user=ben)
    assert FineTuning.objects.count() == 1


def test_other_readers_do_not_learn(make_page: MakePage, project: Project, ben: User) -> None:
    project.reader = "tesseract"
    with pytest.raises(LearningError, match="Only hwocr's own"):
        start_learning(project=project, user=ben)


def test_what_was_cancelled_can_go_on(make_page: MakePage, project: Project, ben: User) -> None:
    both_sides(make_page, project, ben)
    learning = start_learning(project=project, user=ben)

    def stop(_: int) -> None:
        raise jobs.JobError("Learning was cancelled.")

    cancel_learning(learning=learning)
    learning.refresh_from_db()
    assert learning.is_cancelled
    jobs.run(learning.jobs.get().pk, stop)
    go_on_learning(learning=learning)
    learning.refresh_from_db()
    assert (learning.is_cancelled, learning.jobs.get().state) == (False, JobState.WAITING)


def test_a_lost_learning_is_queued_again_in_its_own_queue(
    make_page: MakePage, project: Project, ben: User, django_capture_on_commit_callbacks
) -> None:
    both_sides(make_page, project, ben)
    start_learning(project=project, user=ben)
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.recover(starting=True) == 1
    assert OrmQ.objects.get().key == "hwocr-long"


def test_a_rule_waits_for_so_many_new_lines(make_page: MakePage, project: Project, ben: User) -> None:
    both_sides(make_page, project, ben)  # 8 lines
    Project.objects.update(learn_rule=LearnRule.EVERY, learn_every=9)
    assert learn_by_rule() == 0
    labelled_page(make_page, document_of(project, "learned"), ben, [["amp"]], seed=9)
    assert learn_by_rule() == 1
    assert FineTuning.objects.get().is_by_rule
    assert lines_since_learned(project) == 0
    assert learn_by_rule() == 0


@pytest.mark.parametrize(
    ("hour", "begins", "ends", "expected"),
    [(23, 22, 6, True), (0, 22, 6, True), (5, 22, 6, True), (6, 22, 6, False), (21, 22, 6, False), (22, 22, 6, True),
     (3, 1, 4, True), (4, 1, 4, False), (0, 1, 4, False), (12, 0, 0, True)],
)  # fmt: skip
def test_night_may_go_past_midnight(hour: int, begins: int, ends: int, expected: bool) -> None:
    assert is_night(hour, begins, ends) is expected


def test_at_night_means_on_the_clock_of_the_server(make_page: MakePage, project: Project, ben: User, settings) -> None:
    settings.TIME_ZONE = "Europe/Paris"
    both_sides(make_page, project, ben)  # 8 lines
    Project.objects.update(learn_rule=LearnRule.NIGHT, learn_every=8, learn_from=22, learn_until=6)
    assert learn_by_rule(datetime(2026, 11, 25, 20, 59, tzinfo=UTC)) == 0
    assert learn_by_rule(datetime(2026, 11, 25, 21, 0, tzinfo=UTC)) == 1


def test_a_night_with_too_few_new_lines_is_quiet(make_page: MakePage, project: Project, ben: User) -> None:
    both_sides(make_page, project, ben)
    Project.objects.update(learn_rule=LearnRule.NIGHT, learn_every=9)
    assert learn_by_rule(datetime(2026, 11, 25, 23, tzinfo=UTC)) == 0


def test_without_a_rule_nothing_is_learned(make_page: MakePage, project: Project, ben: User) -> None:
    both_sides(make_page, project, ben)
    Project.objects.update(learn_every=1)
    assert learn_by_rule() == 0


def test_the_workers_look_at_the_rules_on_schedule(make_page: MakePage, project: Project, ben: User, settings) -> None:
    both_sides(make_page, project, ben)
    Project.objects.update(learn_rule=LearnRule.EVERY, learn_every=8)
    for _ in range(2):  # installations are set up again and again
        jobs.keep_schedule()
    Schedule.objects.update(next_run=timezone.now() - timedelta(seconds=1))
    scheduler(broker=get_broker(settings.COMMON_CLUSTER))
    task = OrmQ.objects.get()
    assert task.key == settings.COMMON_CLUSTER
    import_string(task.func())()
    assert FineTuning.objects.get().is_by_rule
    assert Schedule.objects.get().next_run > timezone.now()


def test_a_line_with_an_open_word_is_not_confirmed(make_page: MakePage, project: Project, ben: User) -> None:
    page = make_page([["My", "dear"], ["Dyer"]])
    make_label(word=page.words.first(), kind=LabelKind.TEXT, text="My", author=ben)
    assert lines_since_learned(project) == 0
    make_label(word=page.words.last(), kind=LabelKind.NOT_A_WORD, text="", author=ben)
    assert lines_since_learned(project) == 1


def test_labels_that_came_later_are_new_to_a_reader_that_learned_alone(
    make_page: MakePage, project: Project, ben: User
) -> None:
    read_page(make_page, document_of(project, LEARNED), sure=0.95)
    assert start_learning(project=project, user=ben, from_readings=True).dataset.from_readings
    Job.objects.update(state=JobState.DONE)
    labelled_page(make_page, document_of(project, LEARNED), ben, seed=1)
    assert lines_since_learned(project) == 2


def test_only_the_shipped_reader_with_a_language_learns_alone(make_page: MakePage, project: Project, ben: User) -> None:
    read_page(make_page, document_of(project, LEARNED), sure=0.95)
    project.language = "none"
    with pytest.raises(LearningError, match="where their language is known"):
        start_learning(project=project, user=ben, from_readings=True)
    project.language, project.model_version = "eng", ModelVersion.objects.create(name="taught", checksum="1")
    with pytest.raises(LearningError, match="Only the shipped reader"):
        start_learning(project=project, user=ben, from_readings=True)
