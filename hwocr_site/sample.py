"""The sample project: letters that come with hwocr, taken in like any upload."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from django.contrib.auth.models import User

from recognition.models import JobKind, JobState, Membership, Page, PageState, Project, Role
from recognition.models.projects import Language
from recognition.services import ingest
from recognition.services.projects import ProjectRules, create_project

SAMPLE = Path(__file__).resolve().parent.parent / "recognition" / "sample"
NAME, SLUG = "Sample letters", "sample-letters"
#: Reading is given up after so many seconds without a page; the site then starts all the same.
PATIENCE = 180.0
OPEN = (JobState.WAITING, JobState.RUNNING)
READING = (JobKind.UNPACK_SOURCE, JobKind.READ_PAGE)
#: In the data folder, once all letters are taken in. It names the database by when its manager was made.
TAKEN_IN = "sample.txt"


@dataclass(frozen=True, slots=True)
class Letter:
    title: str
    language: str
    pages: tuple[Path, ...]


def letters(folder: Path) -> list[Letter]:
    """The letters of a folder: titles and languages from `letters.json`, pages from the index of ground truth."""
    described = json.loads((folder / "letters.json").read_text(encoding="utf-8"))
    known = {letter["document"]: letter for letter in described}
    rows = [json.loads(row) for row in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        Letter(
            title=known[document]["title"],
            language=known[document]["language"],
            pages=tuple(_picture(folder / row["page"]) for row in pages),
        )
        for document, pages in groupby(rows, key=lambda row: str(row["document"]))
    ]


def sample_project(people: Mapping[str, User], data: Path, folder: Path = SAMPLE) -> Project | None:
    """The sample project. Its letters are taken in once: what people have removed since does not come back; None where
    they have removed all of it."""
    mark, database = data / TAKEN_IN, people["ben"].date_joined.isoformat()
    if mark.exists() and mark.read_text("utf-8") == database:
        return Project.objects.filter(slug=SLUG).first()
    project = take_in_sample(people, folder)
    mark.write_text(database, "utf-8")
    return project


def take_in_sample(people: Mapping[str, User], folder: Path = SAMPLE) -> Project:
    """The sample project with its letters. What was taken in before is left as it is."""
    shipped = letters(folder)
    project = Project.objects.filter(slug=SLUG).first() or _make_project(shipped, people["ben"])
    Membership.objects.get_or_create(project=project, user=people["anna"], defaults={"role": Role.REVIEWER})
    for letter in shipped:
        _take_in(project, letter, people["ben"])
    return project


def _make_project(shipped: Sequence[Letter], manager: User) -> Project:
    fresh = Project()  # for the values a project has by itself
    languages = {letter.language for letter in shipped}
    language = languages.pop() if len(languages) == 1 else Language.AUTO
    rules = ProjectRules(language, fresh.threshold)
    return create_project(name=NAME, rules=rules, user=manager)


def _take_in(project: Project, letter: Letter, user: User) -> None:
    names = [page.name for page in letter.pages]
    if project.sources.filter(name__in=names).count() == len(names):
        return
    with ExitStack() as opened:
        files = [(page.name, opened.enter_context(page.open("rb"))) for page in letter.pages]
        ingest.take_in(project=project, files=files, user=user, title=letter.title)


def _picture(stem: Path) -> Path:
    return next(path for path in sorted(stem.parent.glob(f"{stem.name}.*")) if path.suffix != ".xml")


class Reading:
    """How far the workers are with a project."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._read = -1
        self._since: float | None = None
        self._given_up = False

    def done(self) -> bool:
        return not self._project.jobs.filter(kind__in=READING, state__in=OPEN).exists()

    def over(self) -> bool:
        return self._given_up or self.done()

    def news(self, now: float) -> str:
        """A sentence where a page more is read since the last call, or where nothing has happened for too long."""
        states = list(Page.objects.filter(document__project=self._project).values_list("state", flat=True))
        read = states.count(PageState.READ)
        if self._since is None or read != self._read:
            self._read, self._since = read, now
            return f"  {read} of {len(states)} pages" if read else ""
        if now - self._since > PATIENCE:
            self._given_up = True
            return "Reading takes too long here: the workers go on with it while the site runs."
        return ""
