"""Notes on a page's view: left, answered, marked as done."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from recognition.models import Note, Page
from recognition.services import notes
from recognition.services.access import visible_projects


@login_required
@require_POST
def leave_note(request: HttpRequest, page_id: int) -> HttpResponse:
    page = get_object_or_404(Page, pk=page_id, document__project__in=visible_projects(request.user))
    try:
        notes.leave_note(about=page, text=request.POST.get("text", ""), author=request.user, token=_token(request))
    except notes.NoteRefused as refused:
        messages.error(request, str(refused))
    return _back(page.pk)


@login_required
@require_POST
def change_note(request: HttpRequest, note_id: int) -> HttpResponse:
    """An answer, done, or open again."""
    visible = Note.objects.filter(page__document__project__in=visible_projects(request.user), withdrawn_at=None)
    note = get_object_or_404(visible, pk=note_id)
    change = request.POST.get("change")
    if change == "done":
        notes.mark_done(note=note, user=request.user)
    elif change == "open":
        notes.mark_open(note=note)
    else:
        try:
            text = request.POST.get("text", "")
            notes.answer_note(note=note, text=text, author=request.user, token=_token(request))
        except notes.NoteRefused as refused:
            messages.error(request, str(refused))
    return _back(note.page_id)


def _token(request: HttpRequest) -> UUID:
    """That of the form, so that a form sent twice is kept once."""
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid4()


def _back(page_id: int) -> HttpResponse:
    return redirect(reverse("page", args=[page_id]) + "#notes")
