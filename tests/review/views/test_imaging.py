from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.urls import reverse

from recognition.engine.imaging.steps import DEFAULT_STEPS, SWITCHES
from recognition.models import Job, JobKind, JobState, Project, StepPicture
from review.forms_imaging import StepsForm


@pytest.fixture
def address(project: Project) -> str:
    return reverse("project-imaging", args=[project.slug])


def filled(project: Project, **changed: object) -> dict[str, object]:
    """What a browser sends for the form as it is, with changes."""
    form = StepsForm(project=project)
    sent = {name: field.initial for name, field in form.fields.items() if field.initial is not False}
    return {name: value for name, value in (sent | changed).items() if value is not None}


def test_each_step_has_a_switch_and_its_parameters(browse, ben: User, address: str) -> None:
    page = browse(ben).get(address).content.decode()
    assert all(f'name="on-{name}"' in page for name in SWITCHES)
    assert 'name="sauvola-window" value="41"' in page


def test_steps_and_settings_are_saved_in_the_engines_order(browse, ben: User, project: Project, address: str) -> None:
    sent = filled(project, **{"on-sauvola": "on", "on-bleed": "on", "on-deskew": None, "sauvola-window": "25"})
    page = browse(ben).post(address, sent, follow=True).content.decode()
    assert "The steps are saved." in page
    project.refresh_from_db()
    assert project.steps == ["other_side", "upright", "trim", "bleed", "sauvola"]
    assert project.step_settings == {"sauvola": {"window": 25}}


def test_a_setting_out_of_bounds_is_told_and_nothing_saved(browse, ben: User, project: Project, address: str) -> None:
    page = browse(ben).post(address, filled(project, **{"sauvola-window": "2"})).content.decode()
    assert "Enter a number from 5 to 301." in page
    project.refresh_from_db()
    assert project.steps == list(DEFAULT_STEPS)


def test_showing_is_work_for_a_worker(browse, ben: User, project: Project, make_page, address: str) -> None:
    make_page()
    chosen = make_page()
    sent = browse(ben).post(reverse("show-steps", args=[project.slug]), {"page": chosen.pk}, follow=True)
    assert Job.objects.get().kind == JobKind.SHOW_STEPS
    assert Job.objects.get().page == chosen
    assert "The pictures are being made" in sent.content.decode()
    assert browse(ben).get(address, {"seen": "working"}).status_code == 204


def test_pictures_that_are_made_are_shown(browse, ben: User, project: Project, make_page, address: str) -> None:
    page = make_page()
    Job.objects.create(kind=JobKind.SHOW_STEPS, project=project, page=page, state=JobState.DONE)
    files = {side: ContentFile(side.encode(), f"{side}.webp") for side in ("before", "after")}
    picture = StepPicture.objects.create(page=page, step="trim", **files)
    shown = browse(ben).get(address).content.decode()
    for side in ("before", "after"):
        media = reverse("step-picture", args=[picture.pk, side])
        assert media in shown
        assert browse(ben).get(media).content == side.encode()


def test_why_pictures_could_not_be_made_is_told(browse, ben: User, project: Project, make_page, address: str) -> None:
    Job.objects.create(
        kind=JobKind.SHOW_STEPS, project=project, page=make_page(), state=JobState.FAILED, error="The image is missing."
    )
    assert "The image is missing." in browse(ben).get(address).content.decode()


def test_another_projects_page_is_not_shown(browse, ben: User, project: Project) -> None:
    assert browse(ben).post(reverse("show-steps", args=[project.slug]), {"page": 1}).status_code == 404


def test_it_is_for_managers(browse, anna: User, stranger: User, address: str) -> None:
    assert browse(anna).get(address).status_code == 403
    assert browse(stranger).get(address).status_code == 404
