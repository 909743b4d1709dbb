"""Files come in: checked cheaply, kept as they are, and queued for unpacking. Knows nothing of pictures."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.db import IntegrityError, transaction

from ..models import Document, JobKind, Project, Source, SourceState
from . import jobs
from .locking import lock_project

_CHUNK = 1 << 20
_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file; `message` is the sentence for the person who brought it."""

    name: str
    ok: bool
    message: str
    source_id: int | None = None
    document_id: int | None = None


class _Refusal(Exception):
    """Carries the sentence."""


def take_in(
    *,
    project: Project,
    files: Iterable[tuple[str, BinaryIO]],
    user: AbstractBaseUser | None,
    title: str = "",
    send: bool = True,
) -> list[Taken]:
    """Keep each file, queue it for unpacking, and say what became of it; one bad file never stops the others.

    With a title all files go to the project's document of that title, in the order given; else each to its own.
    Without `send` the caller runs the queued jobs itself.
    """
    title = " ".join(unicodedata.normalize("NFC", title).split())[:_LONGEST]
    return [_take(project, shown_name(name), stream, user, title, send) for name, stream in files]


def _take(
    project: Project, name: str, stream: BinaryIO, user: AbstractBaseUser | None, title: str, send: bool
) -> Taken:
    try:
        checksum = _checksum(name, stream)
        _refuse_duplicate(project, name, checksum)
        source = _keep(Source(project=project, name=name, checksum=checksum), stream, user, title, send)
    except _Refusal as refusal:
        return Taken(name, False, str(refusal))
    return Taken(name, True, f"{name} is taken in.", source.pk, source.document_id)


def _checksum(name: str, stream: BinaryIO) -> str:
    """SHA-256 in hex, without ever holding the file in memory. Stops reading at the limit."""
    limit = settings.SCAN_LIMITS["bytes"]
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise _Refusal(f"{name} is larger than {limit / 1e6:,.0f} MB. Split it, or scan it at a lower resolution.")
        digest.update(chunk)
    if not size:
        raise _Refusal(f"{name} is empty. Scan or save it again.")
    return digest.hexdigest()


def _refuse_duplicate(project: Project, name: str, checksum: str) -> None:
    known = (
        Source.objects.filter(project=project, checksum=checksum)
        .exclude(state=SourceState.REFUSED)
        .select_related("document")
        .first()
    )
    if known is not None:
        added = known.created_at.strftime("%d %B %Y").lstrip("0")
        raise _Refusal(f"{name} is already here as “{known.document}”, added on {added}.")


def _keep(source: Source, stream: BinaryIO, user: AbstractBaseUser | None, title: str, send: bool) -> Source:
    """Store the bytes, then the rows. The name in the storage is made from the checksum, never from the upload."""
    stream.seek(0)
    source.file.save(source.checksum, File(stream), save=False)
    try:
        with transaction.atomic():
            source.document = _document(source, user, title)
            source.save()
            jobs.queue(JobKind.UNPACK_SOURCE, source.project, source=source, send=send)
    except IntegrityError:
        # The same file came by another request between the check and here.
        source.file.delete(save=False)
        _refuse_duplicate(source.project, source.name, source.checksum)
        raise
    except BaseException:
        source.file.delete(save=False)
        raise
    return source


def _document(source: Source, user: AbstractBaseUser | None, title: str) -> Document:
    if title:
        lock_project(source.project)  # two uploads to one new document make it once
        there = Document.objects.filter(project=source.project, title=title)
        known = there.exclude(jobs__kind=JobKind.REMOVE_DOCUMENT).first()  # what is removed takes nothing in any more
        if known is not None:
            return known
    stem = title or source.name.rpartition(".")[0] or source.name
    return Document.objects.create(project=source.project, title=stem, key=f"sha256:{source.checksum}", created_by=user)


def shown_name(name: str) -> str:
    """What people called the file: without folders and control characters, NFC. It is shown, never used as a path."""
    last = name.replace("\\", "/").rpartition("/")[2]
    readable = "".join(c for c in unicodedata.normalize("NFC", last) if c.isprintable())
    return " ".join(readable.split())[:_LONGEST] or "unnamed file"
