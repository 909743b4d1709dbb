"""A project's reader: which there are, and a page read by another than ours."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from recognition.engine.backends.backend import BackendError, BackendSetup, png
from recognition.engine.backends.lines import box, strip_line
from recognition.engine.backends.registry import BACKENDS
from recognition.engine.transcription import Word
from recognition.models import Job, JobKind, JobState, Page, PageState, Reading
from recognition.services import jobs, recognize
from recognition.services.readers import installed_readers
from tests.recognition.engine.backends.pictures import page as printed_page


class Oracle:
    name, version, dollars_a_page, needs_network, calibrated = "tesseract", "v" * 200, 0.0, False, False

    def __init__(self) -> None:
        self.languages: list[str] = []

    def read_lines(self, strips, language=""):
        self.languages.append(language)
        return [strip_line([Word("seeds", box(0, 0, 90, 40), 0.35)], s.shape[1], s.shape[0]) for s in strips]


@pytest.fixture
def open_as(monkeypatch: pytest.MonkeyPatch):
    """What opening Tesseract gives in this test."""

    def put(opened: Callable[[BackendSetup], Oracle]) -> None:
        recognize._backend.cache_clear()
        monkeypatch.setitem(BACKENDS, "tesseract", opened)

    yield put
    recognize._backend.cache_clear()


@pytest.fixture
def letter(make_page) -> Page:
    """A page of a French project that Tesseract reads, with two printed lines on it."""
    page = make_page([])
    project = page.document.project
    project.reader, project.language, project.steps = "tesseract", "fra", []
    project.save()
    page.image.save("page.png", ContentFile(png(printed_page())))
    return page


def test_its_words_enter_the_queue_with_their_confidence(letter: Page, open_as) -> None:
    oracle = Oracle()
    open_as(lambda setup: oracle)
    recognize.read_page(letter.pk)
    letter.refresh_from_db()
    assert letter.state == PageState.READ
    assert set(Reading.objects.values_list("text", "confidence")) == {("seeds", 0.35)}
    assert oracle.languages == ["fra"]
    assert letter.model_version.name == "v" * 100
    assert letter.model_version.card == {"reader": "tesseract", "confidence": "its own"}


def test_a_mixed_project_names_no_language(letter: Page, open_as) -> None:
    oracle = Oracle()
    open_as(lambda setup: oracle)
    letter.document.project.language = "none"
    letter.document.project.save()
    recognize.read_page(letter.pk)
    assert oracle.languages == [""]


def test_a_reader_that_is_gone_fails_the_job_with_its_sentence(letter: Page, open_as) -> None:
    def refuse(setup: BackendSetup) -> Oracle:
        raise BackendError("Tesseract is not installed.")

    open_as(refuse)
    job = jobs.queue(JobKind.READ_PAGE, letter.document.project, page=letter)
    jobs.run(job.pk, recognize.read_page)
    assert Job.objects.get(pk=job.pk).state == JobState.FAILED
    assert Job.objects.get(pk=job.pk).error == "Tesseract is not installed."


def test_only_what_is_installed_can_be_chosen(monkeypatch: pytest.MonkeyPatch, settings, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert installed_readers() == [("ours", "hwocr")]
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    assert [name for name, _ in installed_readers()] == ["ours", "tesseract"]
    settings.KRAKEN_MODEL = str(tmp_path / "hand.safetensors")
    Path(settings.KRAKEN_MODEL).write_bytes(b"weights")
    assert [name for name, _ in installed_readers()] == ["ours", "tesseract", "kraken"]
