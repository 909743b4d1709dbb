"""Lay the fields of a document's form over one of its pages, and read them. Runs in workers: it loads the engine."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from ..engine import transcription as records
from ..engine.geometry import transform
from ..engine.imaging.outcome import Affine, Grey
from ..engine.layout import form_fields
from ..engine.layout.form_registration import RegistrationError, register
from ..models import Page, Template
from . import read_lines
from .jobs import JobError
from .layout import DrawnLine, DrawnRegion, write_layout
from .locking import lock_page
from .page_images import page_image
from .transcriptions import points, transcribe_page


def lay_fields(page_id: int) -> None:
    """Cut the page's lines at the fields, and read what that has changed. A page that is laid out already stays."""
    page = Page.objects.select_related("document__project").filter(pk=page_id).first()
    template = Template.objects.select_related("page__document", "changed_by").filter(document__pages=page_id).first()
    if page is None or template is None:
        return  # deleted while it waited
    laid = form_fields.lay_fields(transcribe_page(page), _fields(template, page))
    with transaction.atomic():
        locked = lock_page(page.pk)
        if locked is None:
            return
        if locked.layout_revision != page.layout_revision:
            raise JobError(f"Somebody changed the lines of “{page}” while fields were laid over it. Retry it.")
        write_layout(page, _drawn(page, laid), template.changed_by)
    read_lines.read_lines(page_id)


def _fields(template: Template, page: Page) -> list[records.Region]:
    """The template's fields, in pixels of the page and within it."""
    matrix = _matrix(template, page)
    return [
        records.Region(
            (), _within(page, transform(points(field["polygon"]), matrix)), field["kind"],
            name=field["name"], pattern=field["pattern"],
        )
        for field in template.fields
    ]  # fmt: skip


def _matrix(template: Template, page: Page) -> Affine:
    if template.page_id == page.pk:
        return np.eye(2, 3)
    try:
        return register(_grey(page_image(template.page)), _grey(page_image(page))).to_page
    except RegistrationError as error:
        sample = template.page.number
        raise JobError(
            f"Fields could not be laid over “{page}”: it is not ruled or printed as page {sample}. Draw them by hand."
        ) from error


def _grey(image: NDArray[np.uint8]) -> Grey:
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.uint8) if image.ndim == 3 else image


def _within(page: Page, polygon: records.Polygon) -> records.Polygon:
    return tuple((min(max(x, 0.0), page.width), min(max(y, 0.0), page.height)) for x, y in polygon)


def _drawn(page: Page, laid: Iterable[records.Region]) -> list[DrawnRegion]:
    """As a person would have drawn it: what is as it was keeps its id, and so does a field that is there already."""
    names = dict(page.regions.exclude(name="").values_list("name", "pk"))
    return [
        DrawnRegion(
            names.get(region.name) if region.name else _id(region.id), region.kind, region.polygon,
            [DrawnLine(_id(line.id), line.baseline, line.polygon) for line in region.lines],
            region.name, region.pattern,
        )
        for region in laid
    ]  # fmt: skip


def _id(name: str) -> int | None:
    """The key in the engine's name of a row; None for what is new."""
    return int(name[1:]) if name else None
