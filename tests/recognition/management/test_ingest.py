from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from recognition.models import Document, Page, PageState
from recognition.services import recognize


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two scans, one of two pages, a broken one and something else."""
    rng = np.random.default_rng(1)
    images = [Image.fromarray(rng.integers(0, 255, (700, 500), np.uint8)) for _ in range(3)]
    (tmp_path / "in/more").mkdir(parents=True)
    images[0].save(tmp_path / "in/a.png", dpi=(300, 300))
    images[1].save(tmp_path / "in/more/b.tif", save_all=True, append_images=[images[2]])
    (tmp_path / "in/c.jpg").write_bytes(b"no image")
    (tmp_path / "in/notes.docx").write_bytes(b"not to be touched")
    return tmp_path / "in"


def ingest(*arguments: str | Path) -> tuple[int, list[str]]:
    said, status = io.StringIO(), 0
    try:
        call_command("ingest", "--project", "sample-letters", *map(str, arguments), stdout=said)
    except SystemExit as end:
        status = int(end.code or 0)
    return status, said.getvalue().splitlines()


def test_each_file_of_a_folder_gets_a_line_and_a_broken_one_its_reason(project, folder):
    status, said = ingest(folder)
    assert status == 1
    assert said[0] == "a.png is taken in: 1 page."
    assert "c.jpg" in said[1]
    assert "taken in" not in said[1]
    assert said[2] == "b.tif is taken in: 2 pages."
    assert len(said) == 3
    assert Page.objects.filter(state=PageState.WAITING).count() == 3


def test_files_of_one_title_are_one_document(project, folder):
    status, _ = ingest(folder / "a.png", folder / "more/b.tif", "--title", "Letter 9")
    assert status == 0
    assert [(d.title, d.pages.count()) for d in Document.objects.all()] == [("Letter 9", 3)]


def test_a_duplicate_is_said_so(project, folder):
    ingest(folder / "a.png")
    status, (said,) = ingest(folder / "a.png")
    assert status == 1
    assert said.startswith("a.png is already here as “a”, added on ")


def test_pages_can_be_read_at_once(project, folder, monkeypatch):
    def read(page_id: int) -> None:
        Page.objects.filter(pk=page_id).update(state=PageState.READ)

    monkeypatch.setattr(recognize, "read_page", read)
    status, said = ingest(folder / "more", "--read")
    assert status == 0
    assert said[1:] == ["b, page 1: done.", "b, page 2: done."]
    assert Page.objects.filter(state=PageState.READ).count() == 2


def test_a_page_that_cannot_be_read_is_said_so(project, folder, monkeypatch):
    def fail(_: int) -> None:
        raise recognize.JobError("It is torn.")

    monkeypatch.setattr(recognize, "read_page", fail)
    assert ingest(folder / "a.png", "--read") == (1, ["a.png is taken in: 1 page.", "It is torn."])


def test_an_unknown_project_or_file_is_said_so(project, tmp_path):
    with pytest.raises(CommandError, match=r"no project letters\. Projects: sample-letters"):
        call_command("ingest", "--project", "letters", str(tmp_path))
    with pytest.raises(CommandError, match=r"none\.jpg does not exist"):
        call_command("ingest", "--project", "sample-letters", str(tmp_path / "none.jpg"))
