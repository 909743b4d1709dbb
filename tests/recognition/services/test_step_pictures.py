from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from recognition.engine.imaging.steps import SWITCHES
from recognition.models import Job, JobKind, JobState, PageState, StepPicture
from recognition.services import jobs
from recognition.services.step_pictures import show_steps


@pytest.fixture
def page(make_page):
    return make_page()


def size(name: str) -> tuple[int, int]:
    with default_storage.open(name) as file:
        return Image.open(io.BytesIO(file.read())).size


def test_every_step_gets_a_picture_before_and_after(page) -> None:
    show_steps(page.pk)
    pictures = list(StepPicture.objects.filter(page=page))
    assert [p.step for p in pictures] == list(SWITCHES)
    assert {size(p.before.name) for p in pictures} == {(600, 800)}
    assert all(size(p.after.name) for p in pictures)


def test_the_projects_own_settings_are_shown(page) -> None:
    page.document.project.step_settings = {"sauvola": {"window": 25}}
    page.document.project.save()
    show_steps(page.pk)
    assert StepPicture.objects.get(page=page, step="sauvola").settings == {"window": 25, "k": 0.2}


def test_pictures_are_replaced_with_their_files(page, django_capture_on_commit_callbacks) -> None:
    show_steps(page.pk)
    old = StepPicture.objects.get(page=page, step="trim").after.name
    with django_capture_on_commit_callbacks(execute=True):
        show_steps(page.pk)
    assert StepPicture.objects.filter(page=page).count() == len(SWITCHES)
    assert not default_storage.exists(old)


def test_a_page_that_is_gone_leaves_nothing(page) -> None:
    number = page.pk
    page.delete()
    show_steps(number)
    assert not StepPicture.objects.exists()


def test_showing_steps_says_nothing_about_the_pages_state(page) -> None:
    job = jobs.queue(JobKind.SHOW_STEPS, page.document.project, page=page, send=False)
    jobs.run(job.pk, show_steps)
    page.refresh_from_db()
    assert page.state == PageState.READ
    assert Job.objects.get(pk=job.pk).state == JobState.DONE
