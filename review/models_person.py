"""What is a person's own: how long their decisions took, and how they want the desk."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from recognition.models import Project
from review.pace import Timed


class Timing(models.Model):
    """How long one key press took from the word being shown. Beside the decision, so that a person can erase it."""

    decision = models.OneToOneField("review.Decision", on_delete=models.CASCADE, related_name="timing")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="timings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="timings")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in Timed])
    seconds = models.FloatField()
    #: How many were decided by it; none by a skip.
    words = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["project", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind}: {self.seconds:.1f} s"


class Preferences(models.Model):
    """How a person wants the pages and the desk, on whatever machine they sit."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")
    #: Of the interface; empty for the browser's.
    language = models.CharField(max_length=8, blank=True)
    sound = models.BooleanField(default=False)
    #: Steps of the pictures' size and contrast, as the desk counts them.
    size = models.PositiveSmallIntegerField(default=1)
    contrast = models.PositiveSmallIntegerField(default=0)
    #: Keys that differ from the desk's own: command → chord.
    keys = models.JSONField(default=dict, blank=True)
    #: Whether the guide through the first words has been seen or left.
    guided = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Preferences of {self.user_id}"
