"""A look behind the pages for administrators. What people decided or machines read is shown, never edited here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Document, Job, Label, Membership, ModelVersion, Page, Project, Source, WordList


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Members(admin.TabularInline):
    model = Membership
    extra = 1
    autocomplete_fields = ["user"]


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "language", "threshold", "checks", "created_at"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [Members]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # its own page removes it with its files, and with the readers that it has taught


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):
    list_display = ["title", "project", "created_by", "created_at"]
    list_filter = ["project"]
    search_fields = ["title"]
    readonly_fields = ["project", "created_by"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # its own page removes it with its files


@admin.register(Source)
class SourceAdmin(ReadOnly):
    list_display = ["name", "project", "document", "state", "message", "created_at"]
    list_filter = ["state", "project"]
    list_select_related = ["project", "document"]
    search_fields = ["name", "checksum"]


@admin.register(Page)
class PageAdmin(ReadOnly):
    list_display = ["__str__", "state", "error", "model_version", "read_at"]
    list_filter = ["state", "document__project"]
    list_select_related = ["document", "model_version"]


@admin.register(Job)
class JobAdmin(ReadOnly):
    list_display = [
        "pk",
        "kind",
        "project",
        "page",
        "source",
        "state",
        "attempts",
        "error",
        "created_at",
        "finished_at",
    ]
    list_filter = ["state", "kind", "project"]
    list_select_related = ["project", "page__document", "source"]


@admin.register(Label)
class LabelAdmin(ReadOnly):
    list_display = ["__str__", "kind", "page", "author", "created_at", "withdrawn_at"]
    list_filter = ["kind", "page__document__project"]
    list_select_related = ["page__document", "author"]


@admin.register(ModelVersion)
class ModelVersionAdmin(ReadOnly):
    list_display = ["name", "checksum", "parent", "created_at"]


@admin.register(WordList)
class WordListAdmin(ReadOnly):
    list_display = ["__str__", "project", "words", "changed_by", "changed_at"]
    list_filter = ["project"]
    list_select_related = ["project", "changed_by"]
    exclude = ["counts"]
