from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError

from recognition.models import Membership, Project, Role
from recognition.services import projects
from recognition.services.projects import ProjectRules, create_project

RULES = ProjectRules(language="eng", threshold=0.9)


def test_who_makes_a_project_manages_it(ben: User) -> None:
    made = [create_project(name="Registers", rules=RULES, user=ben) for _ in range(2)]
    assert [project.slug for project in made] == ["registers", "registers-2"]
    own = Membership.objects.filter(project__in=made)
    assert [(one.user, one.role) for one in own] == [(ben, Role.MANAGER)] * 2


def test_an_address_that_is_taken_in_between_is_another_projects(ben: User, monkeypatch: pytest.MonkeyPatch) -> None:
    create_project(name="Registers", rules=RULES, user=ben)
    free = iter(["registers", "registers-2"])  # the first was looked up before the other project was there
    monkeypatch.setattr(projects, "_free_slug", lambda name: next(free))
    assert create_project(name="Registers", rules=RULES, user=ben).slug == "registers-2"


def test_another_contradiction_in_the_database_is_not_tried_again(ben: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_fields: object) -> None:
        raise IntegrityError("no such user")

    monkeypatch.setattr(Membership.objects, "create", refuse)
    with pytest.raises(IntegrityError, match="no such user"):
        create_project(name="Registers", rules=RULES, user=ben)
    assert not Project.objects.filter(name="Registers").exists()
