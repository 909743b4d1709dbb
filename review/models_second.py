"""What a project wants looked at again, whom it trusts, and what was accepted without a second look."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models

from recognition.models import Label, Project


class SecondLookRules(models.Model):
    """A project without a row wants none."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="second_look_rules")
    illegible = models.BooleanField(default=False)
    names = models.BooleanField(default=False)
    disputed = models.BooleanField(default=False)
    share = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])  # per cent

    def __str__(self) -> str:
        return f"second looks in {self.project}"


class Trust(models.Model):
    """What the person has decided since then needs no second look, but for the random share."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="trusts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trusts")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="one_trust_a_person")]

    def __str__(self) -> str:
        return f"{self.user} in {self.project}"


class Acceptance(models.Model):
    """A manager accepts a person's labels that waited for a second look. Append-only, but for being undone."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="acceptances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accepted")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acceptances")
    labels = models.ManyToManyField(Label, related_name="acceptances")
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.person}, accepted by {self.by}"
