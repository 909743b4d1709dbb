"""What only managers may open."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from recognition.models import Project
from recognition.services.access import is_manager, visible_projects


def managed_project(request: HttpRequest, slug: str) -> Project:
    """The project, if it is the person's to manage: 404 where they are not in it, 403 where they only review."""
    project = get_object_or_404(visible_projects(request.user), slug=slug)
    if not is_manager(request.user, project):
        raise PermissionDenied
    return project
