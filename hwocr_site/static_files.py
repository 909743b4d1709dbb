"""Static files with their content's hash in their name, also inside ES modules."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

from .apps import CollectedFilesConfig

STAMP = "collected"


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    support_js_module_import_aggregation = True


def collect(root: Path) -> bool:
    """Collect the static files into `root`, if one has changed since the last time; whether that was so."""
    stamp, current = root / STAMP, fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == current:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(current, encoding="ascii")
    return True


def fingerprint() -> str:
    """Changes with the name, the size and the time of any static file."""
    digest = hashlib.sha256()
    ignored = CollectedFilesConfig.ignore_patterns
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=ignored):
            digest.update(f"{name} {storage.size(name)} {storage.get_modified_time(name)}\n".encode())
    return digest.hexdigest()
