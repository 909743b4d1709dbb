"""The site as an app, with its checks and its commands, and the static files that are collected."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core.checks import register

from .checks import check_optional_packages, check_queue


class SiteConfig(AppConfig):
    name = "hwocr_site"
    label = "site"
    verbose_name = "hwocr"

    def ready(self) -> None:
        register(check_optional_packages)
        register(check_queue)


class CollectedFilesConfig(StaticFilesConfig):
    # htmx's extensions are not used, and comments in them look like imports of files that are not there.
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx/ext/*"]
