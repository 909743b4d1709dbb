"""Regions and lines as a person draws them: kept whole under a revision, and only what was touched is read again.

Labels are not looked at here. Each has its own copy of where it stands, and finds its place when lines are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from ..engine.decoding.patterns import PatternError, parse_pattern
from ..engine.transcription import COLUMN, FIELD
from ..models import JobKind, Label, Line, Page, Region
from .jobs import queue
from .locking import lock_page

KINDS = (
    "paragraph", "heading", "marginalia", "header", "footer", "page-number", "footnote", "caption", "signature-mark",
    "other", FIELD, COLUMN,
)  # fmt: skip
FIELDS = (FIELD, COLUMN)
SHORTEST = 8.0  # pixels of a baseline: less cannot be cut out
MOST_LINES, MOST_POINTS, LONGEST_NAME = 5000, 500, 100

Points = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """`id`: of the line it was, None for a new one. Baseline and outline are in pixels of the page."""

    id: int | None
    baseline: Points
    polygon: Points


@dataclass(frozen=True, slots=True)
class DrawnRegion:
    id: int | None
    kind: str
    polygon: Points
    lines: Sequence[DrawnLine]
    name: str = ""
    pattern: str = ""


class LayoutRefused(ValueError):
    """The layout cannot be kept as it is; the message is for the person who drew it."""


class LayoutStale(Exception):
    """Somebody has changed the layout since: the page as it stands now."""

    def __init__(self, page: Page) -> None:
        super().__init__(f"revision {page.layout_revision}")
        self.page = page


def save_layout(*, page_id: int, regions: Sequence[DrawnRegion], revision: int, user: AbstractBaseUser | None) -> Page:
    """Keep a page's regions and lines as drawn, in this order, and queue the reading of what was touched. Ids that are
    not known any more stand for new ones. Raises LayoutRefused, LayoutStale, Page.DoesNotExist."""
    with transaction.atomic():
        lock_page(page_id)
        page = Page.objects.select_related("document__project").get(pk=page_id)
        if page.layout_revision != revision:
            raise LayoutStale(page)
        _check(page, regions)
        if write_layout(page, regions, user) and (page.lines.filter(unread=True).exists() or _loose_labels(page)):
            queue(JobKind.READ_LINES, page.document.project, page=page)
    page.refresh_from_db()
    return page


def write_layout(page: Page, regions: Sequence[DrawnRegion], user: AbstractBaseUser | None) -> bool:
    """Write what differs from what is kept, inside a transaction that has locked the page; whether anything did."""
    known = {line.pk: line for line in page.lines.select_related("region")}
    rows, differs = _write_regions(page, regions)
    pairs = [(row, drawn) for row, region in zip(rows, regions, strict=True) for drawn in region.lines]
    new: list[Line] = []
    changed: list[Line] = []
    for position, (region, drawn) in enumerate(pairs):
        line = known.pop(drawn.id, None) if drawn.id is not None else None
        if line is None:
            new.append(_drawn(Line(page=page), region, drawn, position))
        else:
            before = _state(line)
            if _state(_drawn(line, region, drawn, position)) != before:
                changed.append(line)
    gone = list(known.values())
    Line.objects.filter(pk__in=known).delete()
    Line.objects.bulk_update(changed, ["region", "position", "baseline", "polygon", "unread"], batch_size=200)
    Line.objects.bulk_create(new)
    differs += page.regions.exclude(pk__in=[row.pk for row in rows]).delete()[0]
    if not (differs or new or changed or gone):
        return False
    keeper = user.pk if user else None
    Page.objects.filter(pk=page.pk).update(
        layout_revision=page.layout_revision + 1, mended_by_id=keeper, mended_at=timezone.now()
    )
    transaction.on_commit(lambda: _delete_pictures(gone), robust=True)
    return True


def _write_regions(page: Page, regions: Sequence[DrawnRegion]) -> tuple[list[Region], int]:
    """A row for each, in order, and how many are new or differ; rows that are drawn no more are left to the caller."""
    known = {row.pk: row for row in page.regions.all()}
    rows, changed = [], []
    for position, drawn in enumerate(regions):
        row = (known.pop(drawn.id, None) if drawn.id is not None else None) or Region(page=page)
        before = (row.pk, row.position, row.kind, row.polygon, row.name, row.pattern)
        row.position, row.kind, row.polygon = position, drawn.kind, _rounded(drawn.polygon)
        row.name, row.pattern = drawn.name.strip(), _pattern(drawn)
        if before != (row.pk, row.position, row.kind, row.polygon, row.name, row.pattern) or row.pk is None:
            row.save()
            changed.append(row)
        rows.append(row)
    return rows, len(changed)


def _drawn(line: Line, region: Region, drawn: DrawnLine, position: int) -> Line:
    """The row with what was drawn; unread where that changes what is written there, or what it may say."""
    baseline, polygon = _rounded(drawn.baseline), _rounded(drawn.polygon)
    pattern = line.region.pattern if line.pk else None
    if (_rounded(line.baseline or ()), _rounded(line.polygon or ()), pattern) != (baseline, polygon, region.pattern):
        line.unread, line.baseline, line.polygon = True, baseline, polygon
    line.region, line.position = region, position
    return line


def _state(line: Line) -> tuple[object, ...]:
    return line.region_id, line.position, line.baseline, line.polygon, line.unread


def _delete_pictures(lines: Iterable[Line]) -> None:
    for line in lines:
        if line.picture:
            line.picture.storage.delete(line.picture.name)


def _loose_labels(page: Page) -> bool:
    """Whether a person's text stands nowhere, because its line was removed."""
    return Label.objects.filter(page=page, withdrawn_at=None, words=None).exists()


def _check(page: Page, regions: Sequence[DrawnRegion]) -> None:
    """Raises LayoutRefused with a sentence."""
    lines = [line for region in regions for line in region.lines]
    if len(lines) > MOST_LINES:
        raise LayoutRefused(gettext("A page has at most %(most)s lines, and this one %(lines)s.") % {
            "most": MOST_LINES, "lines": len(lines)})  # fmt: skip
    names = [region.name.strip() for region in regions if region.name.strip()]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise LayoutRefused(gettext("Two fields are called “%(name)s”. Give each a name of its own.") % {"name": twice})
    for region in regions:
        if region.kind not in KINDS:
            raise LayoutRefused(gettext("There is no kind of region called “%(kind)s”.") % {"kind": region.kind})
        if region.kind in FIELDS and not region.name.strip():
            raise LayoutRefused(gettext("A field has no name. Write what it is called in the export."))
        _pattern(region)
        _check_points(page, region.polygon, 3)
    for line in lines:
        _check_points(page, line.baseline, 2)
        _check_points(page, line.polygon, 3)
        if _length(line.baseline) < SHORTEST:
            raise LayoutRefused(gettext("A line is too short to be read. Draw it longer, or remove it."))


def _pattern(region: DrawnRegion) -> str:
    """As `decoding.patterns` writes it, so that equal patterns are equal texts."""
    if not region.pattern.strip():
        return ""
    try:
        return str(parse_pattern(region.pattern))
    except PatternError as error:
        raise LayoutRefused(str(error)) from error


def _check_points(page: Page, points: Points, least: int) -> None:
    if not least <= len(points) <= MOST_POINTS:
        raise LayoutRefused(gettext("A line or region has too few or too many points. Draw it again."))
    if any(not (-1 <= x <= page.width + 1 and -1 <= y <= page.height + 1) for x, y in points):
        raise LayoutRefused(gettext("A line or region lies outside the page. Move it back, or remove it."))


def _length(points: Points) -> float:
    return sum(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 for (x0, y0), (x1, y1) in pairwise(points))


def _rounded(points: Iterable[Sequence[float]]) -> list[list[float]]:
    return [[round(float(x), 1), round(float(y), 1)] for x, y in points]
