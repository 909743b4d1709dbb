"""A reader with its provenance."""

from __future__ import annotations

from django.db import models


class ModelVersion(models.Model):
    """`weights`: of what a project has taught; the shipped readers' come with the program. `project`: whose it is;
    None where every project may read with it. `hand`: the one that it reads, where it learned from that alone.
    `dataset`: what it learned from, beyond its parent."""

    name = models.CharField(max_length=100)
    checksum = models.CharField(max_length=64, unique=True)  # SHA-256 of the weights
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    project = models.ForeignKey(
        "Project", on_delete=models.SET_NULL, null=True, blank=True, related_name="model_versions"
    )
    hand = models.ForeignKey("Hand", on_delete=models.SET_NULL, null=True, blank=True, related_name="model_versions")
    dataset = models.ForeignKey("DatasetVersion", on_delete=models.SET_NULL, null=True, blank=True)
    weights = models.FileField(upload_to="models/%Y/%m/", blank=True)
    card = models.JSONField(default=dict, blank=True)  # what the model card says: data, error rates, code version
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
