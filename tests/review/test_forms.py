from __future__ import annotations

import shutil

import pytest

from recognition.engine.imaging.pipeline import STEPS
from recognition.engine.imaging.steps import DEFAULT_STEPS, SWITCHES
from recognition.models.projects import all_steps
from review.forms import ProjectForm


def test_the_switches_are_the_steps_of_the_engine_in_their_order() -> None:
    assert list(SWITCHES) == list(STEPS)
    assert all_steps() == list(DEFAULT_STEPS)


def test_special_characters_are_one_line_with_single_blanks() -> None:
    form = ProjectForm({"name": "x", "language": "eng", "threshold": "90", "characters": " ſ  e\u0301\tꝑ "})
    assert form.is_valid()
    assert form.values["rules"].characters == "ſ é ꝑ"
    assert form.values["rules"].direction == "ltr"


def test_only_installed_readers_can_be_chosen_and_ours_is_the_one_without_a_choice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = {"name": "x", "language": "eng", "threshold": "90"}
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert not ProjectForm(answers | {"reader": "tesseract"}).is_valid()
    form = ProjectForm(answers)
    assert form.is_valid()
    assert form.values["rules"].reader == "ours"
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    form = ProjectForm(answers | {"reader": "tesseract"})
    assert form.is_valid()
    assert form.values["rules"].reader == "tesseract"
