"""What tests of every room share: people, a project, and pages whose words are read already."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from importlib.util import find_spec
from pathlib import Path
from threading import Barrier
from typing import Any, Protocol

import numpy as np
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import connection, connections, transaction
from django.utils import translation
from PIL import Image

from hwocr_site.catalogues import compile_catalogues
from recognition.engine.likeness import SIZE
from recognition.models import (
    Document,
    Line,
    Membership,
    ModelVersion,
    Page,
    PageState,
    Project,
    Reading,
    Region,
    Role,
    Source,
    SourceState,
    Word,
)

#: Playwright comes with `make browser`; without it the browser's tests are not even looked at.
collect_ignore = [] if find_spec("playwright") else ["browser"]

PASSWORD = "correct horse battery staple"
PAGE_SIZE = (600, 800)
LINE_PITCH, LINE_HEIGHT, WORD_PITCH, WORD_WIDTH, MARGIN = 60, 40, 100, 80, 50


class MakePage(Protocol):
    """Words by line; a word is a text, or a text with its confidence (else 0.5)."""

    def __call__(
        self, lines: Sequence[Sequence[str | tuple[str, float]]] = ..., *, document: Document | None = ...
    ) -> Page: ...


@pytest.fixture(scope="session", autouse=True)
def _compiled_catalogues() -> None:
    compile_catalogues(settings.CATALOGUES, settings.LOCALE_PATHS[0])


@pytest.fixture(autouse=True)
def _own_surroundings(settings, tmp_path: Path) -> None:
    """Nothing a test does touches the data of a running installation, or costs more than it must."""
    translation.deactivate()  # a request before may have been in another language
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def project(db: None) -> Project:
    return Project.objects.create(name="Sample letters", slug="sample-letters", threshold=0.9)


@pytest.fixture
def anna(project: Project) -> User:
    """A reviewer of the project."""
    return _member("anna", project, Role.REVIEWER)


@pytest.fixture
def ben(project: Project) -> User:
    """A manager of the project."""
    return _member("ben", project, Role.MANAGER)


@pytest.fixture
def stranger(db: None) -> User:
    """Somebody with an account, but without a project."""
    return User.objects.create_user("stranger", password=PASSWORD)


@pytest.fixture
def model_version(db: None) -> ModelVersion:
    return ModelVersion.objects.create(name="test reader", checksum="0" * 64)


@pytest.fixture
def document(project: Project, ben: User) -> Document:
    return Document.objects.create(project=project, title="Letter 1", created_by=ben)


@pytest.fixture
def make_page(document: Document, model_version: ModelVersion) -> MakePage:
    """Pages that are read, with pictures in the storage and plain upright geometry."""

    def make(
        lines: Sequence[Sequence[str | tuple[str, float]]] = (("My", "dear", "Dyer"),),
        *,
        document: Document = document,
    ) -> Page:
        page = _page(document, model_version)
        region = Region.objects.create(page=page, position=0, polygon=_box(0, 0, *PAGE_SIZE))
        for number, words in enumerate(lines):
            line = _line(region, number)
            for position, word in enumerate(words):
                text, confidence = (word, 0.5) if isinstance(word, str) else word
                _word(line, position, text, confidence, model_version)
        return page

    return make


@pytest.fixture
def make_looks() -> Callable[..., None]:
    """`make_looks(words, "aab")`: words with the same letter look alike, the others do not."""

    def make(words: Sequence[Word], letters: str) -> None:
        for word, letter in zip(words, letters, strict=True):
            numbers = np.zeros(SIZE, "<f2")
            numbers[ord(letter) % SIZE] = 1
            Reading.objects.filter(pk=word.reading_id).update(look=numbers.tobytes())

    return make


@pytest.fixture
def database_file(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """The tests' database on disk for one test: in memory, SQLite does not let threads wait for each other."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    file = tmp_path / "race.sqlite3"
    with sqlite3.connect(file) as copy:
        memory.backup(copy)
    copy.close()
    connection.connection, connection.settings_dict["NAME"] = None, str(file)
    connection.ensure_connection()
    yield
    connection.connection.close()
    connection.connection, connection.settings_dict["NAME"] = memory, name


@pytest.fixture
def together(database_file: None) -> Callable[..., list[Any]]:
    """Run several calls at the same moment, each in a thread with its own connection; gives results or exceptions."""

    def run(*calls: Callable[[], Any]) -> list[Any]:
        start = Barrier(len(calls))

        def one(call: Callable[[], Any]) -> Any:
            start.wait(timeout=30)
            return _outcome(call)

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    return run


@pytest.fixture
def meanwhile(transactional_db: None) -> Callable[..., list[Any]]:
    """`meanwhile(first, *others)`: `first` has written, but commits only when each of the others waits for it or has
    ended. Gives the results of all, or exceptions. On PostgreSQL alone: SQLite lets nobody begin meanwhile."""
    if connection.vendor != "postgresql":
        pytest.skip("Two transactions at once need PostgreSQL: .ci/services make services")

    def run(first: Callable[[], Any], *others: Callable[[], Any]) -> list[Any]:
        with ThreadPoolExecutor(len(others)) as pool:
            with transaction.atomic():
                done = first()
                running = [pool.submit(_outcome, other) for other in others]
                while _waiting() < sum(not one.done() for one in running):
                    wait(running, timeout=0.01)
            return [done, *(one.result() for one in running)]

    return run


def _outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        return error
    finally:
        connections.close_all()


def _waiting() -> int:
    """How many connections wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])


def picture_bytes(size: tuple[int, int], kind: str) -> bytes:
    data = io.BytesIO()
    Image.new("L", size, 230).save(data, kind)
    return data.getvalue()


def _member(name: str, project: Project, role: Role) -> User:
    user = User.objects.create_user(name, password=PASSWORD)
    Membership.objects.create(project=project, user=user, role=role)
    return user


def _page(document: Document, version: ModelVersion) -> Page:
    number = document.pages.count() + 1
    data = picture_bytes(PAGE_SIZE, "JPEG")
    source = Source.objects.create(
        project=document.project,
        document=document,
        name=f"{document.title} {number}.jpg",
        checksum=f"{document.pk:032x}{number:032x}",
        file=ContentFile(data, "source"),
        state=SourceState.UNPACKED,
    )
    return Page.objects.create(
        document=document,
        source=source,
        number=number,
        image=ContentFile(data, "page.jpg"),
        thumbnail=ContentFile(data, "thumbnail.jpg"),
        width=PAGE_SIZE[0],
        height=PAGE_SIZE[1],
        dpi=300,
        state=PageState.READ,
        model_version=version,
    )


def _line(region: Region, number: int) -> Line:
    top, width = MARGIN + number * LINE_PITCH, PAGE_SIZE[0] - 2 * MARGIN
    base = top + 0.75 * LINE_HEIGHT
    return Line.objects.create(
        region=region,
        page=region.page,
        position=number,
        baseline=[[MARGIN, base], [MARGIN + width, base]],
        polygon=_box(MARGIN, top, MARGIN + width, top + LINE_HEIGHT),
        picture=ContentFile(picture_bytes((width, LINE_HEIGHT), "WEBP"), "line.webp"),
        picture_width=width,
        picture_height=LINE_HEIGHT,
    )


def _word(line: Line, position: int, text: str, confidence: float, version: ModelVersion) -> Word:
    left, top, right, bottom = (*line.polygon[0], *line.polygon[2])
    start, end = position * WORD_PITCH, position * WORD_PITCH + WORD_WIDTH
    word = Word.objects.create(
        line=line,
        page=line.page,
        position=position,
        polygon=_box(left + start, top, left + end, bottom),
        start=start / (right - left),
        end=end / (right - left),
    )
    alternatives = [{"text": text, "confidence": confidence}, {"text": f"{text}s", "confidence": (1 - confidence) / 2}]
    word.reading = Reading.objects.create(
        word=word, model_version=version, text=text, confidence=confidence, alternatives=alternatives
    )
    word.save()
    return word


def _box(left: float, top: float, right: float, bottom: float) -> list[list[float]]:
    return [[left, top], [right, top], [right, bottom], [left, bottom]]
