"""What people agreed on."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .documents import Page


class LabelKind(models.TextChoices):
    TEXT = "text"
    ILLEGIBLE = "illegible"
    NOT_A_WORD = "not a word"


class Label(models.Model):
    """Human text for a piece of a page, with its own copy of the geometry. Never changed but to withdraw it."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="labels")
    kind = models.CharField(max_length=16, choices=LabelKind.choices, default=LabelKind.TEXT)
    text = models.CharField(max_length=500, blank=True)
    polygon = models.JSONField()
    line_baseline = models.JSONField()
    line_polygon = models.JSONField()
    line_position = models.PositiveIntegerField()
    position = models.PositiveIntegerField()  # on its line
    reading_text = models.CharField(max_length=500, blank=True)  # what the machine had read
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="labels")
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["page", "withdrawn_at"]),
            models.Index(fields=["text"]),
            models.Index(fields=["reading_text"]),
        ]

    def __str__(self) -> str:
        return self.text or self.kind
