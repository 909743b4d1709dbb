"""What was found on a page: regions, lines, words and readings. Reading a page again replaces them, but not the regions
and lines that a person has mended."""

from __future__ import annotations

from django.db import models

from .documents import Page
from .labels import Label
from .model_versions import ModelVersion


class Region(models.Model):
    """`name` and `pattern` make it a field: what its text is called, and what it can be (see decoding/patterns.py)."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="regions")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=32, default="paragraph")
    polygon = models.JSONField(default=list)
    name = models.CharField(max_length=100, blank=True)
    pattern = models.TextField(blank=True)

    class Meta:
        ordering = ["page", "position"]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"


class Line(models.Model):
    """`picture` is the straightened line; `height` above and below the baseline as the engine cut it."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="lines")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()  # in reading order, through the page
    baseline = models.JSONField()
    polygon = models.JSONField()
    picture = models.FileField(upload_to="lines/%Y/%m/")
    picture_width = models.PositiveIntegerField(default=0)
    picture_height = models.PositiveIntegerField(default=0)
    #: A person has drawn or changed it, and nobody has read it since.
    unread = models.BooleanField(default=False)

    class Meta:
        ordering = ["page", "position"]

    def __str__(self) -> str:
        return f"line {self.position}"


class Word(models.Model):
    """A place on a line. `start` and `end` are shares, 0 to 1, of the line picture's width."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="words")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="words")
    position = models.PositiveIntegerField()  # on the line
    polygon = models.JSONField()
    start = models.FloatField()
    end = models.FloatField()
    #: The reading that counts now; None where only a label stands for the word.
    reading = models.ForeignKey("Reading", on_delete=models.SET_NULL, null=True, blank=True, related_name="current_of")
    #: The agreed human text. The label itself never knows its words, so that they can come and go.
    label = models.ForeignKey(Label, on_delete=models.SET_NULL, null=True, blank=True, related_name="words")

    class Meta:
        ordering = ["line__page", "line__position", "position"]
        indexes = [models.Index(fields=["page", "label"])]

    def __str__(self) -> str:
        return f"word {self.position}"


class Reading(models.Model):
    """A model version's text for a word. `alternatives`: [{"text", "confidence", "source"}], likeliest first; rows of
    earlier versions have no source, theirs is the reader. `look`: what the word looks like to that model, see
    `engine.likeness`; `sight`: what that model saw of it, see `engine.sight`; both empty from other readers and
    earlier versions."""

    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="readings")
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT)
    text = models.CharField(max_length=500)
    confidence = models.FloatField()
    alternatives = models.JSONField(default=list)
    look = models.BinaryField(default=bytes, blank=True)
    sight = models.BinaryField(default=bytes, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["confidence"]), models.Index(fields=["text"])]

    def __str__(self) -> str:
        return self.text
