from __future__ import annotations

import pytest

from recognition.services import recognize
from recognition.services.jobs import JobError
from recognition.services.page_images import page_image, step_inputs


def test_the_pages_before_and_after_are_given_to_a_step_that_looks_for_the_other_side(make_page) -> None:
    pages = [make_page() for _ in range(4)]
    assert len(step_inputs(pages[1], ["other_side"]).others) == 2
    assert len(step_inputs(pages[0], ["other_side"]).others) == 1
    assert step_inputs(pages[1], ["deskew"]).others == []


def test_reading_uses_the_projects_steps_and_settings(make_page, fake_reader) -> None:
    first, second = make_page([]), make_page([])
    project = first.document.project
    project.steps, project.step_settings = ["other_side", "bleed"], {"bleed": {"below": 0.3}}
    project.save()
    recognize.read_page(second.pk)
    assert fake_reader.inputs.settings == {"bleed": {"below": 0.3}}
    assert [other.shape for other in fake_reader.inputs.others] == [page_image(first).shape]


def test_a_page_is_read_also_where_the_one_beside_it_is_broken(make_page) -> None:
    first, second = make_page(), make_page()
    first.image.storage.delete(first.image.name)
    assert step_inputs(second, ["other_side"]).others == []


def test_a_missing_picture_is_named(make_page) -> None:
    page = make_page()
    page.image.delete(save=False)
    page.image.name = "pages/gone.jpg"
    with pytest.raises(JobError, match="Letter 1, page 1"):
        page_image(page)
