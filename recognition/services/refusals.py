"""Files that were refused, once a person has read why."""

from __future__ import annotations

from django.db import transaction

from recognition.models import Source, SourceState

from .locking import lock_project


def dismiss_refused(*, source: Source) -> None:
    """Forget a refused file: its row, its bytes, and its document where nothing else is in it."""
    if source.state != SourceState.REFUSED:
        raise ValueError(f"{source.name} was not refused.")
    document, stored = source.document, source.file
    with transaction.atomic():
        lock_project(source.project)  # an upload may be about to use the document
        source.delete()
        if not document.pages.exists() and not document.sources.exists():
            document.delete()
        transaction.on_commit(lambda: stored.storage.delete(stored.name) if stored else None, robust=True)
