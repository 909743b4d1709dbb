"""Two people at the desk, who can really race."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connections

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
