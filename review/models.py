"""What reviewers did, and what they hold at the moment."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from recognition.models import Label, Note, Page, Word
from review.models_person import Preferences as Preferences
from review.models_person import Timing as Timing
from review.models_second import Acceptance as Acceptance
from review.models_second import SecondLookRules as SecondLookRules
from review.models_second import Trust as Trust
from review.policy_second import LOTS, Look


class DecisionKind(models.TextChoices):
    ACCEPTED = "accepted"
    CHANGED = "changed"
    ILLEGIBLE = "illegible"
    NOT_A_WORD = "not a word"
    SKIPPED = "skipped"
    ESCALATED = "escalated"
    UNDONE = "undone"


class Decision(models.Model):
    """Append-only: nothing here is changed or removed. An undo is a decision of its own that names what it undoes."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="decisions")
    word = models.ForeignKey(Word, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions")
    label = models.ForeignKey(Label, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    #: The label that stood for the word before; an undo puts it back.
    replaced = models.ForeignKey(Label, on_delete=models.PROTECT, null=True, blank=True, related_name="replacements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=16, choices=DecisionKind.choices)
    text = models.CharField(max_length=500, blank=True)
    reading_text = models.CharField(max_length=500, blank=True)
    confidence = models.FloatField(null=True, blank=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")
    #: Chosen by the browser, so that sending a decision twice is harmless.
    token = models.UUIDField(unique=True)
    #: The token of the key press that made several decisions at once; they are undone together.
    step = models.UUIDField(null=True, blank=True, db_index=True)
    #: In which part it was said; `about`: the label that was looked at again.
    look = models.CharField(max_length=8, choices=[(look.value, look.value) for look in Look], default=Look.FIRST)
    about = models.ForeignKey(Label, on_delete=models.PROTECT, null=True, blank=True, related_name="looks")
    #: The question to the experts: which was asked, or which is answered.
    note = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    #: What the rules of the second look ask about the label that was made.
    lot = models.PositiveSmallIntegerField(default=LOTS - 1)
    is_name = models.BooleanField(default=False)
    #: The word was drawn as a random check, whether it was in doubt or not, and decided by itself for the first time.
    is_check = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["user", "page"]), models.Index(fields=["page", "look"])]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class Reservation(models.Model):
    """A reviewer's lease on a word; it counts only until it expires."""

    word = models.OneToOneField(Word, on_delete=models.CASCADE, related_name="reservation")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reservations")
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"])]

    def __str__(self) -> str:
        return f"{self.word_id} held by {self.user_id}"
