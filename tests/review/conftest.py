"""People at the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from recognition.engine.confidence.checks import is_check
from recognition.models import Page, Project, Role, Word
from review import selectors, services
from review.policy import Action, Seen
from review.policy_second import SecondRules
from review.selectors_looks import look_at
from review.services import removal, second_looks

from ..conftest import _member


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the database here."""
    monkeypatch.setattr(removal, "PAUSE", 0)


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
def cleo(project):
    """A third person."""
    return _member("cleo", project, Role.REVIEWER)


@pytest.fixture
def rules(project):
    def hold(**wanted) -> None:
        second_looks.set_rules(project=project, rules=SecondRules(**wanted))

    return hold


@pytest.fixture
def work(project):
    """Texts and parts of what the queue has for somebody."""

    def of(user) -> list[tuple[str, str]]:
        queue = selectors.queue(project, user, now=timezone.now()).select_related("reading")
        looks = look_at(project, user, Word.objects.all())
        return [(word.reading.text, looks[word.pk].value) for word in queue]

    return of


@pytest.fixture
def again(decide):
    """`again(user, word, text)`: as the desk sends what is looked at again."""

    def run(user, word, text="", action="text"):
        word.refresh_from_db()
        return decide(user, word, text, action, about=word.label_id)

    return run


@pytest.fixture
def checked(project: Project) -> Project:
    """A project with as many random checks as may be."""
    project.checks = 20
    project.save()
    return project


@pytest.fixture
def sure(checked, make_page, words):
    """Sixty sure words, of which some are drawn."""
    return words(make_page([[(f"w{i}", 0.95) for i in range(6)] for _ in range(10)]))


@pytest.fixture
def drawn(sure) -> list[Word]:
    found = [word for word in sure if is_check(word.pk, 20)]
    assert 0 < len(found) < len(sure)
    return found
