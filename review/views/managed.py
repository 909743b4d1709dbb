"""What only managers may open."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from recognition.models import Document, Hand, Project
from recognition.services.access import is_manager, visible_projects


def managed_project(request: HttpRequest, slug: str) -> Project:
    """The project, if it is the person's to manage: 404 where they are not in it, 403 where they only review."""
    project = get_object_or_404(visible_projects(request.user), slug=slug)
    if not is_manager(request.user, project):
        raise PermissionDenied
    return project


def managed_document(request: HttpRequest, document_id: int) -> Document:
    """The document, if its project is the person's to manage."""
    known = Document.objects.filter(project__in=visible_projects(request.user)).select_related("project")
    document = get_object_or_404(known, pk=document_id)
    managed_project(request, document.project.slug)
    return document


def managed_hand(request: HttpRequest, hand_id: int) -> Hand:
    """The hand, if its project is the person's to manage."""
    known = Hand.objects.filter(project__in=visible_projects(request.user)).select_related("project", "model_version")
    hand = get_object_or_404(known, pk=hand_id)
    managed_project(request, hand.project.slug)
    return hand
