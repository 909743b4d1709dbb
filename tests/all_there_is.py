"""What is in the database and in the storage, to see that a removal leaves nothing behind and takes nothing else."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOMS = ("recognition", "review")


def rows() -> dict[str, int]:
    """How many there are of each kind, also of those that only join two others."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in ROOMS]
    counted = {model._meta.label: model._base_manager.count() for model in models}
    return {label: count for label, count in counted.items() if count}


def files() -> set[str]:
    """Names in the storage."""
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
