"""The truth about background work. A websocket message is only a hint to look here."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from .datasets import DatasetVersion
from .documents import Document, Page, Source
from .fine_tunings import FineTuning
from .projects import Project


class JobKind(models.TextChoices):
    UNPACK_SOURCE = "unpack source"
    READ_PAGE = "read page"
    READ_LINES = "read lines"
    LAY_FIELDS = "lay fields"
    SHOW_STEPS = "show steps"
    FINE_TUNE = "fine-tune"
    GROUP_HANDS = "group hands"
    PACK_DATASET = "pack dataset"
    REMOVE_DOCUMENT = "remove document"
    REMOVE_PROJECT = "remove project"


class JobState(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SET_ASIDE = "set aside"


class Job(models.Model):
    """`attempts` counts starts, also those that a dying worker never ended."""

    kind = models.CharField(max_length=32, choices=JobKind.choices)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="jobs")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs")
    fine_tuning = models.ForeignKey(FineTuning, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs")
    dataset = models.ForeignKey(DatasetVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs")
    state = models.CharField(max_length=16, choices=JobState.choices, default=JobState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    #: The last sign of life: queued, started, or still at work.
    heartbeat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["project", "state"])]

    def __str__(self) -> str:
        return f"{self.kind}: {self.state}"
