"""What a reader learned from: an immutable list of labelled lines."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .projects import Project


class DatasetVersion(models.Model):
    """`manifest`: JSON lines, one a page, with copies of all texts and places, so that later labels change nothing.
    `counts`: what is in it by split. Never changed; `checksum` proves it. `origin`: {"file", "project", "number",
    "checksum"} of what was imported; empty where the project's labels made it. `lines`: its lines cut out and packed,
    once somebody wants to take them away."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="dataset_versions")
    number = models.PositiveIntegerField()  # from 1, through the project
    manifest = models.FileField(upload_to="datasets/%Y/%m/")
    checksum = models.CharField(max_length=64)  # SHA-256 of the manifest
    counts = models.JSONField(default=dict)
    origin = models.JSONField(default=dict, blank=True)
    lines = models.FileField(upload_to="datasets/%Y/%m/", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["project", "number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_dataset_a_number")]

    def __str__(self) -> str:
        return f"{self.project}, dataset {self.number}"
