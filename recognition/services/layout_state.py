"""A page's regions and lines as the editor shows them: geometry, texts, and what a person has confirmed."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from ..engine import transcription as records
from ..engine.decoding.patterns import fits, parse_pattern
from ..models import Page, PageState
from .layout import KINDS
from .transcriptions import transcribe_page


def layout_state(page: Page) -> dict[str, object]:
    """Few queries, however full the page is."""
    unread = set(page.lines.filter(unread=True).values_list("pk", flat=True))
    return {
        "page": {"id": page.pk, "number": page.number, "width": page.width, "height": page.height},
        "picture": reverse("page-image", args=[page.pk]),
        "revision": page.layout_revision,
        "by": page.mended_by.get_username() if page.mended_by else "",
        "busy": page.state in (PageState.WAITING, PageState.READING),
        "error": page.error,
        "kinds": KINDS,
        "regions": [_region(region, unread) for region in transcribe_page(page).regions],
    }


def _region(region: records.Region, unread: set[int]) -> dict[str, object]:
    return {
        "id": int(region.id[1:]),
        "kind": region.kind,
        "name": region.name,
        "pattern": region.pattern,
        "polygon": region.polygon,
        "lines": [_line(line, region.pattern, unread) for line in region.lines],
    }


def _line(line: records.Line, pattern: str, unread: set[int]) -> dict[str, object]:
    key = int(line.id[1:])
    return {
        "id": key,
        "baseline": line.baseline,
        "polygon": line.polygon,
        "text": line.text,
        "fits": not pattern or not line.text or fits(line.text, parse_pattern(pattern)),
        "unread": key in unread,
        "confirmed": [_centre(word.polygon) for word in line.words if word.author == records.PERSON],
    }


def _centre(polygon: Sequence[Sequence[float]]) -> list[float]:
    return [round(sum(values) / len(values), 1) for values in zip(*polygon, strict=True)]
