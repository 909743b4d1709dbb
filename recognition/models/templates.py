"""The form that the pages of a document share."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from .documents import Document, Page


class Template(models.Model):
    """`fields`: as they were drawn on the sample page, in its pixels: [{"kind", "name", "pattern", "polygon"}]."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="template")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="template_of")
    fields = models.JSONField(default=list)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.document}: {len(self.fields)} fields"
