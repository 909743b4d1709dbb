"""The sample project."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from PIL import Image

from hwocr_site.sample import PATIENCE, SAMPLE, Reading, letters, sample_project, take_in_sample
from recognition.models import Job, JobState, Page, PageState, Project, Role, Source

PAGES = {"lighthouse": 2, "orchard": 3}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Letters as make_sample writes them, with plain pictures."""
    described = [{"document": name, "title": f"From the {name}", "language": "eng"} for name in PAGES]
    (tmp_path / "letters.json").write_text(json.dumps(described))
    rows = []
    for name, count in PAGES.items():
        for number in range(count):
            page = tmp_path / "pages" / f"{name}-{number}.png"
            page.parent.mkdir(exist_ok=True)
            page.write_bytes(picture(len(rows)))
            page.with_suffix(".xml").write_text("<PcGts/>")
            rows.append(json.dumps({"document": name, "page": f"pages/{name}-{number}"}) + "\n")
    (tmp_path / "index.jsonl").write_text("".join(rows))
    return tmp_path


@pytest.fixture
def people(db: None) -> dict[str, User]:
    return {name: User.objects.create_user(name) for name in ("anna", "ben")}


def picture(tone: int) -> bytes:
    data = io.BytesIO()
    Image.new("L", (20, 30), 200 + tone).save(data, "PNG")
    return data.getvalue()


def test_letters_are_taken_in_page_by_page_under_their_titles(folder: Path, people: dict[str, User]) -> None:
    project = take_in_sample(people, folder)
    taken = {document.title: document.sources.count() for document in project.documents.all()}
    assert taken == {"From the lighthouse": 2, "From the orchard": 3}
    names = Source.objects.filter(document__title="From the lighthouse").values_list("name", flat=True)
    assert list(names) == ["lighthouse-0.png", "lighthouse-1.png"]
    assert Job.objects.filter(project=project).count() == 5


def test_the_demo_people_are_its_members(folder: Path, people: dict[str, User]) -> None:
    project = take_in_sample(people, folder)
    assert project.slug == "sample-letters"
    assert project.language == "eng"
    roles = dict(project.memberships.values_list("user__username", "role"))
    assert roles == {"anna": Role.REVIEWER, "ben": Role.MANAGER}


def test_letters_in_two_languages_make_a_mixed_project(folder: Path, people: dict[str, User]) -> None:
    described = json.loads((folder / "letters.json").read_text())
    described[0]["language"] = "fra"
    (folder / "letters.json").write_text(json.dumps(described))
    assert take_in_sample(people, folder).language == "auto"


def test_a_second_start_takes_in_nothing(folder: Path, people: dict[str, User]) -> None:
    take_in_sample(people, folder)
    Job.objects.update(state=JobState.DONE)
    project = take_in_sample(people, folder)
    assert Project.objects.count() == 1
    assert project.sources.count() == 5
    assert Reading(project).done()


def test_a_start_after_an_interrupted_one_completes_the_letters(folder: Path, people: dict[str, User]) -> None:
    project = take_in_sample(people, folder)
    Source.objects.filter(name="orchard-2.png").delete()
    take_in_sample(people, folder)
    assert project.sources.filter(document__title="From the orchard").count() == 3


def test_what_people_have_removed_does_not_come_back(folder: Path, people: dict[str, User], tmp_path: Path) -> None:
    project = sample_project(people, tmp_path, folder)
    assert project.sources.count() == 5
    project.documents.filter(title="From the orchard").delete()
    assert sample_project(people, tmp_path, folder) == project
    assert project.sources.count() == 2
    project.delete()
    assert sample_project(people, tmp_path, folder) is None
    assert not Project.objects.exists()


def test_a_new_database_beside_the_old_data_has_its_letters(
    folder: Path, people: dict[str, User], tmp_path: Path
) -> None:
    sample_project(people, tmp_path, folder).delete()
    people["ben"].delete()
    again = people | {"ben": User.objects.create_user("ben")}
    assert sample_project(again, tmp_path, folder).sources.count() == 5


def test_news_tell_of_pages_and_end_when_nothing_happens(make_page, project: Project) -> None:
    page = make_page()
    Job.objects.create(kind="read page", project=project, page=page)
    Page.objects.update(state=PageState.WAITING)
    reading = Reading(project)
    assert reading.news(100.0) == ""
    Page.objects.update(state=PageState.READ)
    assert reading.news(101.0) == "  1 of 1 pages"
    assert reading.news(102.0) == ""
    assert not reading.over()
    assert "takes too long" in reading.news(102.0 + PATIENCE)
    assert reading.over()


def test_reading_is_over_when_no_job_is_open(project: Project) -> None:
    job = Job.objects.create(kind="read page", project=project, state=JobState.RUNNING)
    assert not Reading(project).over()
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED)
    Job.objects.create(kind="remove project", project=project)  # no worker is at it before the site runs
    assert Reading(project).over()


def test_the_shipped_letters() -> None:
    shipped = letters(SAMPLE)
    assert len(shipped) >= 6
    assert min(len(letter.pages) for letter in shipped) >= 2
    assert len({page.name for letter in shipped for page in letter.pages}) == sum(len(each.pages) for each in shipped)
