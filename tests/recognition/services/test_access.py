from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from recognition.models import Project
from recognition.services.access import is_manager, project_for, visible_projects


@pytest.fixture
def other(db) -> Project:
    return Project.objects.create(name="Other", slug="other")


def test_members_see_their_projects_and_no_others(project, other, anna, ben):
    assert list(visible_projects(anna)) == list(visible_projects(ben)) == [project]
    assert project_for(anna, project.slug) == project
    with pytest.raises(Project.DoesNotExist):
        project_for(anna, other.slug)


def test_only_managers_manage(project, other, anna, ben, stranger):
    assert is_manager(ben, project)
    assert not is_manager(ben, other)
    assert not is_manager(anna, project)
    assert not is_manager(stranger, project)


def test_a_superuser_sees_and_manages_all(project, other, admin_user):
    assert set(visible_projects(admin_user)) == {project, other}
    assert is_manager(admin_user, other)


def test_who_is_not_logged_in_or_not_active_any_more_sees_nothing(project, ben, admin_user):
    ben.is_active = admin_user.is_active = False
    for nobody in (AnonymousUser(), ben, admin_user):
        assert not visible_projects(nobody).exists()
        assert not is_manager(nobody, project)
