"""What was brought in: the files as they came, documents, and their pages."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from .model_versions import ModelVersion
from .projects import Project


def new_key() -> str:
    return uuid4().hex


class Document(models.Model):
    """`key`: what tells whether its pages are learned from or held out, on every installation: the checksum of the file
    with which it began. Never changed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=255)
    key = models.CharField(max_length=100, default=new_key, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class SourceState(models.TextChoices):
    WAITING = "waiting"
    UNPACKED = "unpacked"
    REFUSED = "refused"


class Source(models.Model):
    """A file as it came, kept untouched. `message` is the sentence a person reads about it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sources")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(max_length=255)
    checksum = models.CharField(max_length=64)  # SHA-256 of the bytes
    file = models.FileField(upload_to="sources/%Y/%m/")
    state = models.CharField(max_length=16, choices=SourceState.choices, default=SourceState.WAITING)
    message = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "checksum"], condition=~models.Q(state="refused"), name="one_source_a_checksum"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PageState(models.TextChoices):
    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    FAILED = "failed"
    SET_ASIDE = "set aside"


class Page(models.Model):
    """One upright image. All geometry of the page is in pixels of `image`."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pages")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="pages")
    source_index = models.PositiveIntegerField(default=0)  # which picture of the source, from 0
    number = models.PositiveIntegerField()  # from 1, through the document
    image = models.FileField(upload_to="pages/%Y/%m/")
    thumbnail = models.FileField(upload_to="thumbnails/%Y/%m/", blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    dpi = models.FloatField(null=True, blank=True)
    warnings = models.JSONField(default=list, blank=True)  # sentences
    state = models.CharField(max_length=16, choices=PageState.choices, default=PageState.WAITING)
    error = models.TextField(blank=True)
    #: The preprocessing that was applied: [{"name": ..., "settings": {...}}], in order.
    steps = models.JSONField(default=list, blank=True)
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    #: Grows whenever regions and lines change, so that nobody overwrites what they have not seen.
    layout_revision = models.PositiveIntegerField(default=0)
    #: Who last mended regions and lines; the machine then finds them no more.
    mended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="mended_pages"
    )
    mended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["document", "number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_page_a_number")]

    def __str__(self) -> str:
        return f"{self.document}, page {self.number}"
