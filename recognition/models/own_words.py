"""Words that belong to a project: names, places, formulae."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from .projects import Project


class WordList(models.Model):
    """A list that people type, or what a text file holds. `name` is the file's, and empty for the typed list, of which
    a project has one. `text` is what was typed; of a file only its words are kept. `counts`: of each word."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="word_lists")
    name = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    counts = models.JSONField(default=dict)
    words = models.PositiveIntegerField(default=0)  # how many different ones
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_word_list_a_name")]

    def __str__(self) -> str:
        return self.name or "typed words"
