"""What each preprocessing step makes of a page, for people to choose by. Made by workers when somebody asks."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from .documents import Page


class StepPicture(models.Model):
    """`before`: the page as the step is given it, after the project's steps that come first; `after`: what the step
    makes of it. `settings`: what was used and measured."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="step_pictures")
    step = models.CharField(max_length=32)
    before = models.FileField(upload_to="steps/%Y/%m/")
    after = models.FileField(upload_to="steps/%Y/%m/")
    settings = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["page", "step"], name="one_picture_a_step")]

    def __str__(self) -> str:
        return f"{self.step} on {self.page}"
