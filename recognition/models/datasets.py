"""What a reader learned from: an immutable list of labelled lines, and on which side its pages stand for ever."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .projects import Project


class DatasetVersion(models.Model):
    """`manifest`: JSON lines, one a page, with copies of all texts and places, so that later labels change nothing.
    `hand`: whose pages alone are in it. `from_readings`: no label is, but words that a reader was sure of. `counts`:
    what is in it by split. Never changed; `checksum` proves it. `origin`: {"file", "project", "number", "checksum"} of
    what was imported; empty where the project made it. `lines`: its lines cut out and packed, once somebody wants to
    take them away."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="dataset_versions")
    hand = models.ForeignKey("Hand", on_delete=models.SET_NULL, null=True, blank=True, related_name="dataset_versions")
    number = models.PositiveIntegerField()  # from 1, through the project
    manifest = models.FileField(upload_to="datasets/%Y/%m/")
    checksum = models.CharField(max_length=64)  # SHA-256 of the manifest
    counts = models.JSONField(default=dict)
    from_readings = models.BooleanField(default=False)
    origin = models.JSONField(default=dict, blank=True)
    lines = models.FileField(upload_to="datasets/%Y/%m/", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["project", "number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_dataset_a_number")]

    def __str__(self) -> str:
        return f"{self.project}, dataset {self.number}"


class PageSide(models.Model):
    """On which side of the split a picture first stood in a dataset of the project: learned, or held out. Append-only,
    and known by the picture alone, so that it also holds for the same page brought in again."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="page_sides")
    checksum = models.CharField(max_length=64)  # SHA-256 of the page's picture
    side = models.CharField(max_length=8)  # as a manifest says it
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "checksum"], name="one_side_a_picture")]

    def __str__(self) -> str:
        return f"{self.checksum[:8]}: {self.side}"
