from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from recognition.models import DatasetVersion, Project
from recognition.services.dataset_versions import make_dataset
from tests.conftest import MakePage
from tests.recognition.services.labelled_pages import both_sides


@pytest.mark.parametrize("kind", ["pages", "lines"])
def test_a_dataset_travels_by_command(
    make_page: MakePage, project: Project, ben: User, tmp_path: Path, kind: str
) -> None:
    both_sides(make_page, project, ben)
    make_dataset(project=project, user=ben)
    other = Project.objects.create(name="Elsewhere", slug="elsewhere")
    said = io.StringIO()
    call_command("dataset", "export", "--project=sample-letters", f"--kind={kind}", f"--output={tmp_path}", stdout=said)
    file = tmp_path / f"sample-letters-dataset-1-{kind}.zip"
    assert said.getvalue().strip() == str(file)
    call_command("dataset", "import", "--project=elsewhere", str(file), stdout=said)
    assert "is now Elsewhere, dataset 1." in said.getvalue()
    assert DatasetVersion.objects.get(project=other).counts["learned"]["lines"] == 2


def test_an_unknown_number_is_told(project: Project, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no such dataset"):
        call_command("dataset", "export", "--project=sample-letters", f"--output={tmp_path}")


def test_a_file_that_is_none_is_named(project: Project, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.zip: No such file"):
        call_command("dataset", "import", "--project=sample-letters", str(tmp_path / "nothing.zip"))
