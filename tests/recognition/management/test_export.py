from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def export(*arguments: object) -> str:
    out = io.StringIO()
    call_command("export", *(str(a) for a in arguments), stdout=out)
    return out.getvalue().strip()


def test_writes_a_document_to_a_file(desk: Any, tmp_path: Path) -> None:
    document = desk.document("Letter", [[["My", "dear"]]])
    target = tmp_path / "out.txt"
    target.write_text("old")
    args = ("--project", "letters", "--document", document.pk, "--format", "txt", "--output", target)
    assert export(*args) == str(target)
    assert target.read_text() == "My dear\n"
    assert target.stat().st_mode & 0o777 == 0o644


def test_writes_a_project_into_a_folder(desk: Any, tmp_path: Path, said: Any) -> None:
    desk.document("Letter", [[[said("dea", "dear")]]])
    (tmp_path / "out").mkdir()
    for name in ("txt", "pagexml", "csv", "dataset"):
        path = Path(export("--project", "letters", "--format", name, "--output", tmp_path / "out"))
        assert path == tmp_path / "out" / f"letters-{name}.zip"
        assert zipfile.ZipFile(path).testzip() is None


def test_says_what_is_not_there(desk: Any, another_desk: Any, tmp_path: Path) -> None:
    foreign = another_desk.document("Register", [[["x"]]])
    with pytest.raises(CommandError, match=r"no project lettres\. Projects: letters, registers\."):
        export("--project", "lettres", "--format", "txt", "--output", tmp_path)
    with pytest.raises(CommandError, match=f"letters has no document {foreign.pk}"):
        export("--project", "letters", "--document", foreign.pk, "--format", "txt", "--output", tmp_path)
    with pytest.raises(CommandError, match="invalid choice: 'docx'"):
        export("--project", "letters", "--format", "docx", "--output", tmp_path)
    with pytest.raises(CommandError, match="No such file or directory"):
        export("--project", "letters", "--format", "txt", "--output", tmp_path / "missing" / "a.txt")


def test_a_failure_leaves_nothing_behind(desk: Any, tmp_path: Path, settings: Any) -> None:
    document = desk.document("Letter", [[["one"]]], [[["two"]]])
    picture = Path(settings.MEDIA_ROOT, document.pages.get(number=2).image.name)
    picture.unlink()
    picture.mkdir()
    (tmp_path / "out").mkdir()
    with pytest.raises(CommandError, match="The export was not written"):
        export("--project", "letters", "--format", "pagexml", "--output", tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
