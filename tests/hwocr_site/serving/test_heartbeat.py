"""A cluster is frozen when there is work and nobody works."""

from __future__ import annotations

import pydoc
from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from hwocr_site.serving.heartbeat import WORK, Heartbeat, queued_tasks, release_tasks, send_beat

IDLE = {7: 100.0, 8: 50.0}


@pytest.fixture
def heartbeat() -> Heartbeat:
    return Heartbeat(patience=20.0)


def test_work_that_nobody_takes_up_is_found(heartbeat: Heartbeat) -> None:
    assert not heartbeat.frozen(0.0, {1}, IDLE)
    assert not heartbeat.frozen(20.0, {1}, IDLE)
    assert heartbeat.frozen(20.1, {1}, IDLE)


def test_more_work_is_no_sign_of_life(heartbeat: Heartbeat) -> None:
    heartbeat.frozen(0.0, {1}, IDLE)
    heartbeat.frozen(15.0, {1, 2}, IDLE)
    assert heartbeat.frozen(30.0, {1, 2, 3}, IDLE)


@pytest.mark.parametrize(
    ("queued", "used"),
    [
        pytest.param({2}, IDLE, id="a task left the queue"),
        pytest.param({1, 2}, IDLE | {8: 50.0 + 2 * WORK}, id="a worker used the processor"),
        pytest.param({1, 2}, {7: 100.0, 9: 2 * WORK}, id="a new worker used the processor"),
        pytest.param(set(), IDLE, id="nothing is queued"),
    ],
)
def test_signs_of_life(queued: set[int], used: dict[int, float], heartbeat: Heartbeat) -> None:
    heartbeat.frozen(0.0, {1, 2}, IDLE)
    assert not heartbeat.frozen(19.0, queued, used)
    assert not heartbeat.frozen(30.0, {1, 2}, used)
    assert heartbeat.frozen(60.0, {1, 2}, used)


def test_polling_the_queue_is_no_work(heartbeat: Heartbeat) -> None:
    heartbeat.frozen(0.0, {1}, IDLE)
    used = dict(IDLE)
    for second in range(1, 21):
        used[7] += WORK / 25
        assert not heartbeat.frozen(float(second), {1}, used)
    assert heartbeat.frozen(21.0, {1}, used)


def test_after_a_restart_the_patience_begins_anew(heartbeat: Heartbeat) -> None:
    heartbeat.frozen(0.0, {1}, IDLE)
    heartbeat.reset()
    assert not heartbeat.frozen(30.0, {1}, IDLE)
    assert heartbeat.frozen(60.0, {1}, IDLE)


@pytest.mark.django_db
def test_a_beat_is_a_task_that_can_be_run_and_leaves_nothing() -> None:
    send_beat("hwocr")
    (queued,) = OrmQ.objects.all()
    assert queued_tasks("hwocr") == {queued.pk}
    task = SignedPackage.loads(queued.payload)
    assert task["save"] is False
    assert pydoc.locate(task["func"])() is None


@pytest.mark.django_db
def test_released_tasks_are_handed_out_at_once() -> None:
    send_beat("hwocr")
    OrmQ.objects.update(lock=timezone.now() + timedelta(hours=1))
    assert get_broker().queue_size() == 0
    release_tasks("hwocr")
    assert get_broker().queue_size() == 1
