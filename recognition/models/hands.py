"""Who wrote what: the hands of a project, and the hand of each page."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .documents import Page
from .projects import Project


class Hand(models.Model):
    """`name` is empty until a person gives one; `number` counts within the project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="hands")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100, blank=True)
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
