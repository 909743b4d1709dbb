from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django_q.models import OrmQ

from recognition.models import FineTuning, Job, JobKind, JobState, LabelKind, Project
from recognition.services import jobs
from recognition.services.labels import make_label
from recognition.services.learning import (
    LearningError,
    cancel_learning,
    go_on_learning,
    learn_by_rule,
    lines_since_learned,
    start_learning,
)  # fmt: skip
from tests.conftest import MakePage
from tests.recognition.services.labelled_pages import both_sides, document_of, labelled_page


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
    Project.objects.update(learn_every=9)
    assert learn_by_rule() == 0
    labelled_page(make_page, document_of(project, "learned"), ben, [["amp"]], seed=9)
    assert learn_by_rule() == 1
    assert FineTuning.objects.get().is_by_rule
    assert lines_since_learned(project) == 0
    assert learn_by_rule() == 0


def test_a_line_with_an_open_word_is_not_confirmed(make_page: MakePage, project: Project, ben: User) -> None:
    page = make_page([["My", "dear"], ["Dyer"]])
    make_label(word=page.words.first(), kind=LabelKind.TEXT, text="My", author=ben)
    assert lines_since_learned(project) == 0
    make_label(word=page.words.last(), kind=LabelKind.NOT_A_WORD, text="", author=ben)
    assert lines_since_learned(project) == 1
