"""Learning from a project's labels: each fine-tuning, and which of its results the project reads with."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .datasets import DatasetVersion
from .model_versions import ModelVersion
from .projects import Project


class Reason(models.TextChoices):
    """What the gate found about a candidate."""

    BETTER = "better"
    NOT_BETTER = "not better"
    FORGOT = "forgot"
    FEW_PAGES = "few pages"


class FineTuning(models.Model):
    """One training from its labels to its verdict; its Job says whether it waits, runs or has ended. Each begins with
    the reader that ships and learns all labels anew, so that nothing adds up from one to the next. Where one `hand` is
    learned, it begins with `start`, what the project read with then.

    `curve`: [{"step", "seconds", "loss", "cer"}], the CER on held-out lines. `examples`: [{"truth", "line", "readings":
    [{"step", "text"}]}]. `state`: what a stopped training goes on from; gone once there is a candidate. `verdict`: what
    the gate found, see services/gate.py; empty until then.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="fine_tunings")
    dataset = models.ForeignKey(DatasetVersion, on_delete=models.CASCADE, related_name="fine_tunings")
    hand = models.ForeignKey("Hand", on_delete=models.CASCADE, null=True, blank=True, related_name="fine_tunings")
    start = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    candidate = models.OneToOneField(
        ModelVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="fine_tuning"
    )
    size = models.CharField(max_length=16, blank=True)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0.0)  # of training
    curve = models.JSONField(default=list)
    examples = models.JSONField(default=list)
    state = models.FileField(upload_to="trainings/%Y/%m/", blank=True)
    verdict = models.JSONField(default=dict)
    is_cancelled = models.BooleanField(default=False)
    is_by_rule = models.BooleanField(default=False)  # the project's rule began it, and promotes what is better
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Learning of “{self.project}” from dataset {self.dataset.number}"


class Promotion(models.Model):
    """From then on the project reads with `version`; None is the reader that ships. Append-only. Without `by` the
    project's rule did it. `takes_back`: the change that a roll back undid; neither counts as a change any more."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="promotions")
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    takes_back = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="taken_back_by"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.project}: {self.version or 'the shipped reader'}"
