"""The watch over the workers."""

from __future__ import annotations

import sys

import pytest
from django_q.models import OrmQ

from hwocr_site.serving.groups import Group
from hwocr_site.serving.heartbeat import EVERY, PATIENCE
from hwocr_site.serving.supervisor import Service
from hwocr_site.serving.workers import LOOK_EVERY, Watch, processor_seconds, workers

pytestmark = pytest.mark.django_db


@pytest.fixture
def idle(exchange):
    """A group of workers that do nothing at all."""
    group = Group("workers", exchange.command("with-orphan"))
    group.start()
    exchange.answer(), exchange.answer()
    yield Service(group)
    group.kill()


@pytest.fixture
def restarted() -> list[float]:
    return []


@pytest.fixture
def watch(idle: Service, restarted: list[float]) -> Watch:
    return Watch(idle, lambda _service, now: restarted.append(now))


def test_workers_that_do_not_take_up_a_beat_are_started_again(watch: Watch, restarted: list[float]) -> None:
    for now in (1000.0, 1000.0 + LOOK_EVERY, 1000.0 + PATIENCE / 2):
        watch(now)
    assert OrmQ.objects.count() == 1
    assert restarted == []
    watch(1001.0 + LOOK_EVERY + PATIENCE)
    assert restarted == [1001.0 + LOOK_EVERY + PATIENCE]


def test_workers_that_take_up_their_beats_are_left_alone(watch: Watch, restarted: list[float]) -> None:
    for look in range(40):
        watch(1000.0 + look * LOOK_EVERY)
        OrmQ.objects.all().delete()
    assert restarted == []


def test_beats_are_not_sent_more_often_than_said(watch: Watch) -> None:
    sent = 0
    for second in range(60):
        watch(1000.0 + second)
        sent += OrmQ.objects.all().delete()[0]
    assert sent == 60 / EVERY


def test_dead_workers_are_left_to_the_supervisor(watch: Watch, idle: Service, restarted: list[float]) -> None:
    idle.group.kill()
    watch(1000.0)
    assert OrmQ.objects.count() == 0
    assert restarted == []


def test_each_living_process_is_measured(idle: Service) -> None:
    used = processor_seconds(idle.group)
    assert len(used) == 2
    assert min(used.values()) >= 0.0


def test_workers_have_one_thread_each() -> None:
    group = workers().group
    assert group.command == [sys.executable, "manage.py", "qcluster"]
    assert group.environment["OMP_NUM_THREADS"] == "1"
