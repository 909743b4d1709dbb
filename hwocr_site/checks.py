"""What `manage.py check` tells about settings that would only fail later."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


def check_optional_packages(**_kwargs: Any) -> list[CheckMessage]:
    """PostgreSQL, Redis and S3 need packages that a laptop does without."""
    in_bucket = settings.STORAGES["default"]["BACKEND"] == "hwocr_site.bucket.Bucket"
    needs = {
        "psycopg": ("psycopg", "DATABASE_URL", settings.DATABASES["default"]["ENGINE"].endswith("postgresql")),
        "channels-redis": ("channels_redis", "REDIS_URL", bool(settings.REDIS_URL)),
        "django-storages": ("storages", "STORAGE_URL", in_bucket),
        "boto3": ("boto3", "STORAGE_URL", in_bucket),
    }
    return [
        Error(
            f"{setting} is set, but the package {package} is not installed.",
            hint="Install the extra “server” of pyproject.toml: make server-extras.",
            id="hwocr.E001",
        )
        for package, (module, setting, wanted) in needs.items()
        if wanted and find_spec(module) is None
    ]


def check_queue(**_kwargs: Any) -> list[CheckMessage]:
    """A task must not be handed out again while the first worker may still be at it."""
    cluster: dict[str, Any] = settings.Q_CLUSTER
    longest = cluster["timeout"] * (cluster["queue_limit"] + 2) / cluster["workers"]
    if cluster["retry"] > longest:
        return []
    return [Error(f"Q_CLUSTER: retry must be more than {longest:.0f} seconds.", id="hwocr.E002")]
