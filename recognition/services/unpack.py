"""A file that came in becomes pages. Runs in workers: it loads the engine."""

from __future__ import annotations

import io

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Max
from PIL import Image

from ..engine.imaging.decode import Limits, Scan, ScanError, decode_scans
from ..engine.imaging.quality import quality_warnings
from ..models import Document, JobKind, Page, Source, SourceState
from . import jobs
from .jobs import JobError

_QUALITY, _THUMBNAIL_QUALITY = 92, 80
_THUMBNAIL = (320, 320)
_LONGEST_SIDE = 65500  # of JPEG


class _Removed(Exception):
    """The document is gone, and its file with it."""


def unpack_source(source_id: int) -> None:
    """Make the pages of a file, one after another, and queue each for reading as soon as it is there.

    May run again after a crash: pages that are there already are left as they are. Ends where the document is removed
    meanwhile, and leaves nothing of it behind.
    """
    source = Source.objects.select_related("project").filter(pk=source_id).first()
    if source is None:
        return  # removed while it waited
    broken: list[str] = []
    known = set(source.pages.values_list("source_index", flat=True))
    try:
        data = _bytes(source)
        limits = Limits(**settings.SCAN_LIMITS)
        for scan in decode_scans(data, source.name, limits, lambda error: broken.append(str(error))):
            if max(scan.image.shape) > _LONGEST_SIDE:
                broken.append(f"{source.name} is {max(scan.image.shape)} pixels long. Scan it in parts.")
            elif scan.index not in known:
                _make_page(source, scan)
                known.add(scan.index)
    except ScanError as error:
        broken.append(str(error))
    except _Removed:
        return
    _finish(source, broken, unpacked=bool(known))


def _bytes(source: Source) -> bytes:
    try:
        with source.file.open() as file:
            return bytes(file.read())
    except FileNotFoundError as error:
        raise JobError(f"The stored file of {source.name} is missing. Bring it in again.") from error


def _make_page(source: Source, scan: Scan) -> None:
    height, width = scan.image.shape[:2]
    picture = Image.fromarray(scan.image)
    page = Page(
        document_id=source.document_id,
        source=source,
        source_index=scan.index,
        width=width,
        height=height,
        dpi=scan.dpi,
        warnings=quality_warnings(scan.image, scan.dpi),
    )
    name = f"{source.checksum[:16]}-{scan.index}.jpg"
    page.image.save(name, _jpeg(picture, _QUALITY, scan.dpi), save=False)
    picture.thumbnail(_THUMBNAIL)
    page.thumbnail.save(name, _jpeg(picture, _THUMBNAIL_QUALITY), save=False)
    added = False
    try:
        added = _add(page, source)
    finally:
        if not added:
            page.image.delete(save=False)
            page.thumbnail.delete(save=False)


def _jpeg(picture: Image.Image, quality: int, dpi: float | None = None) -> ContentFile[bytes]:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality, optimize=True, dpi=(dpi or 0, dpi or 0))
    return ContentFile(data.getvalue())


def _add(page: Page, source: Source) -> bool:
    """Behind the document's last page for now; `_number_pages` puts it where it belongs. False where another worker
    has made the page in the meantime. Raises _Removed."""
    with transaction.atomic():
        document = _locked(page.document_id)
        if document is None:
            raise _Removed
        if Page.objects.filter(source=source, source_index=page.source_index).exists():
            return False
        page.number = (document.pages.aggregate(last=Max("number"))["last"] or 0) + 1
        page.save()
        jobs.queue(JobKind.READ_PAGE, source.project, page=page)
    return True


def _finish(source: Source, broken: list[str], *, unpacked: bool) -> None:
    with transaction.atomic():
        _locked(source.document_id)
        Source.objects.filter(pk=source.pk).update(
            state=SourceState.UNPACKED if unpacked else SourceState.REFUSED, message=" ".join(dict.fromkeys(broken))
        )
        _number_pages(source.document_id)


def _locked(document_id: int) -> Document | None:
    """Held against others who add pages to it, number or remove it; None where it is gone."""
    return Document.objects.select_for_update(no_key=True).filter(pk=document_id).first()


def _number_pages(document_id: int) -> None:
    """Number the pages in the order of their sources, whichever was unpacked first."""
    held = Page.objects.select_for_update(of=("self",)).filter(document_id=document_id)
    pages = sorted(held.order_by("pk"), key=lambda page: (page.source_id, page.source_index))
    if [page.number for page in pages] == list(range(1, len(pages) + 1)):
        return
    # First out of the way, because no two pages may have one number even for a moment.
    Page.objects.filter(document_id=document_id).update(number=F("number") + 1_000_000)
    for number, page in enumerate(pages, 1):
        page.number = number
    Page.objects.bulk_update(pages, ["number"])
