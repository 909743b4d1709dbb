"""Two people at the desk, and a database in which they can really race."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections

from recognition.models import Page, Project, Word
from review import services
from review.policy import Action, Seen


@pytest.fixture
def decide(project: Project) -> Callable[..., services.Saved]:
    """`decide(user, word, text)` as the desk does it, having seen the word as it is in memory."""

    def run(user: User, word: Word, text: str = "", action: str = "text", token: UUID | None = None, **seen: Any):
        looked = Seen(**{"reading_id": word.reading_id, "label_id": None} | seen)
        return services.decide(
            project=project, user=user, word_id=word.pk, action=Action(action), text=text, seen=looked,
            token=token or uuid4(),
        )  # fmt: skip

    return run


@pytest.fixture
def words() -> Callable[[Page], list[Word]]:
    """A page's words in reading order."""

    def of(page: Page) -> list[Word]:
        return list(Word.objects.filter(page=page).order_by("line__position", "position").select_related("reading"))

    return of


@pytest.fixture
def database_file(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """The tests' database on disk for one test: in memory, SQLite does not let threads wait for each other."""
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
            try:
                return call()
            except Exception as error:
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    return run
