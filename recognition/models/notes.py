"""What people write about a page, a line or a word to each other."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .documents import Page
from .layout import Line, Word


class Note(models.Model):
    """About a word where `word` is set, about a line where `line` is, else about the page. Reading a page again takes
    its lines and words away: the note stays with the page, and `quote` tells what it was about."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="notes")
    line = models.ForeignKey(Line, on_delete=models.SET_NULL, null=True, blank=True, related_name="notes")
    word = models.ForeignKey(Word, on_delete=models.SET_NULL, null=True, blank=True, related_name="notes")
    #: The note of which this is an answer.
    answers = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies")
    quote = models.CharField(max_length=500, blank=True)
    text = models.CharField(max_length=500)
    #: A question that takes its word out of everybody's work but the experts'.
    for_experts = models.BooleanField(default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes")
    #: Chosen by the browser, so that sending a note twice is harmless.
    token = models.UUIDField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="notes_done"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["page", "done_at"])]

    def __str__(self) -> str:
        return self.text
