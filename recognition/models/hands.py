"""Who wrote what: the hands of a project, and the hand of each page."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .documents import Page
from .model_versions import ModelVersion
from .projects import Project


class Hand(models.Model):
    """`name` is empty until a person gives one; `number` counts within the project. `model_version`: what our reader
    has been taught of this hand alone; None where the project's reader reads it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="hands")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100, blank=True)
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["project", "number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_hand_a_number")]

    def __str__(self) -> str:
        return self.name or f"Hand {self.number}"


class PageHand(models.Model):
    """The hand of a page; reading the page again leaves it. `by`: who chose it; the machine changes only what nobody
    chose (`is_chosen`)."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="written_by")
    hand = models.ForeignKey(Hand, on_delete=models.CASCADE, related_name="pages")
    is_chosen = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)

    class Meta:
        ordering = ["page"]

    def __str__(self) -> str:
        return f"{self.page}: {self.hand}"


class HandPromotion(models.Model):
    """From then on pages of the hand are read with `version`; None is the project's reader. Append-only.
    `takes_back`: the change that a roll back undid; neither counts as a change any more."""

    hand = models.ForeignKey(Hand, on_delete=models.CASCADE, related_name="promotions")
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    takes_back = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="taken_back_by"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.hand}: {self.version or 'the reader of the project'}"
