"""Who may see and manage what: the one place that pages, API and websockets ask."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from ..models import Membership, Project, Role

AnyUser = AbstractBaseUser | AnonymousUser


def visible_projects(user: AnyUser) -> QuerySet[Project]:
    """Projects the person is a member of; all of them for a superuser, none for a stranger."""
    if not user.is_active:
        return Project.objects.none()
    if _is_superuser(user):
        return Project.objects.all()
    return Project.objects.filter(memberships__user_id=user.pk)


def project_for(user: AnyUser, slug: str) -> Project:
    """Raises Project.DoesNotExist also where the project is there, but not for this person."""
    return visible_projects(user).get(slug=slug)


def is_manager(user: AnyUser, project: Project) -> bool:
    if not user.is_active:
        return False
    if _is_superuser(user):
        return True
    return Membership.objects.filter(project=project, user_id=user.pk, role=Role.MANAGER).exists()


def expert_projects(user: AnyUser) -> QuerySet[Project]:
    """Where the person is asked what reviewers cannot answer: experts are, and managers, so that somebody always is."""
    visible = visible_projects(user)
    if _is_superuser(user):
        return visible
    return visible.filter(memberships__user_id=user.pk, memberships__role__in=[Role.EXPERT, Role.MANAGER])


def _is_superuser(user: AnyUser) -> bool:
    return bool(getattr(user, "is_superuser", False))
