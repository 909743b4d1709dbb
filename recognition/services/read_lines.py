"""Read lines of a page as they stand: those that a person has drawn or changed, or all that nobody holds. Runs in
workers: it loads the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from numpy.typing import NDArray

from ..engine import transcription as records
from ..engine.backends.backend import BackendError
from ..engine.decoding.patterns import parse_pattern
from ..engine.geometry import bounds
from ..engine.given_lines import GivenReading, read_given
from ..models import Label, Line, ModelVersion, Page, PageState, Region, Word
from . import line_pictures, recognize
from .held_words import held_lines
from .jobs import JobError
from .line_pictures import StoredPicture
from .locking import lock_page
from .own_lexicon import own_lexicon
from .page_images import page_image, step_inputs
from .placement import KeptLabel, PlacedLine, PlacedRegion, PlacedWord, place_labels
from .transcriptions import points
from .word_rows import write_words

#: How often labels are placed anew because somebody has decided in the meantime.
_PLACINGS = 20


@dataclass(frozen=True, slots=True)
class _Found:
    """`lines`: the rows as they were when they were read, by the engine's name for them; `pictures`: kept so far, by
    the same names, and by outline those of lines that come back for their labels. `again`: also lines that were read
    before."""

    image: NDArray[np.uint8]
    lines: dict[str, Line]
    given: GivenReading
    pictures: dict[str, StoredPicture]
    version: ModelVersion
    again: bool


@dataclass(frozen=True, slots=True)
class _Placed:
    """`words` by line name; `added`: words that only labels stand for, by the key of a line that is not read;
    `homeless`: lines for labels that no line holds any more."""

    words: dict[str, tuple[PlacedWord, ...]]
    added: dict[int, tuple[PlacedWord, ...]]
    homeless: tuple[PlacedLine, ...]


def read_lines(page_id: int) -> None:
    """Those that a person has drawn or changed. What they held before is replaced at once or not at all; other lines,
    and labels, stay."""
    _read_some(page_id, again=False)


def read_again(page_id: int) -> None:
    """All lines, but for those with words that somebody is at or has said something about; see held_words.py."""
    _read_some(page_id, again=True)


def _read_some(page_id: int, *, again: bool) -> None:
    page = Page.objects.select_related("document__project").filter(pk=page_id).first()
    if page is None:
        return  # deleted while it waited
    found = _read(page, again)
    try:
        if not any(_replace(page, found) for _ in range(_PLACINGS)):
            raise JobError(f"“{page}” was being reviewed without a pause. Retry it later.")
    except BaseException:
        line_pictures.delete(picture.name for picture in found.pictures.values())
        raise


def _read(page: Page, again: bool) -> _Found:
    project, image = page.document.project, page_image(page)
    everything = list(Line.objects.filter(page=page).select_related("region").order_by("position", "pk"))
    readable = _readable(page, again)
    chosen = {_name(line): line for line in everything if line.pk in readable}
    patterns = {name: parse_pattern(line.region.pattern) for name, line in chosen.items() if line.region.pattern}
    record = records.Page(str(page), page.width, page.height, (records.Region(tuple(map(_record, everything))),))
    try:
        reader = recognize.page_reader(page)
        version = recognize.model_version(reader)
        given = (
            read_given(
                reader,
                image,
                project.steps,
                record,
                chosen,
                patterns,
                project.language,
                own_lexicon(project, with_text=True),
                step_inputs(page, project.steps),
            )
            if chosen
            else GivenReading({}, {})
        )
    except BackendError as error:
        raise JobError(str(error)) from error
    pictures = {name: line_pictures.store(_picture(line, given, image)) for name, line in chosen.items()}
    return _Found(image, chosen, given, pictures, version, again)


def _readable(page: Page, again: bool) -> set[int]:
    """Lines that may be read now, drawn ones always: what a person has changed is not what anybody holds."""
    lines = Line.objects.filter(page=page)
    drawn = set(lines.filter(unread=True).values_list("pk", flat=True))
    return drawn | (set(lines.values_list("pk", flat=True)) - held_lines(page) if again else set())


def _name(line: Line) -> str:
    return f"l{line.pk}"


def _record(line: Line) -> records.Line:
    return records.Line(points(line.baseline), points(line.polygon), id=_name(line))


def _picture(line: Line, given: GivenReading, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    cut = given.pictures.get(_name(line))
    return cut.image if cut else line_pictures.cut_out(image, points(line.polygon))


def _replace(page: Page, found: _Found) -> bool:
    """Write everything, or nothing and False where the page's labels have changed since they were placed."""
    labels = _labels(page, found)
    placed = _place(page, found, labels)
    with transaction.atomic():
        if lock_page(page.pk) is None:
            raise JobError(f"“{page}” was removed while it was read.")
        if _labels(page, found) != labels:
            return False
        current = _still_as_read(page, found)
        unused = [found.pictures[name].name for name in found.lines if name not in current]
        gone = [*unused, *(line.picture.name for line in current.values() if line.picture)]
        _write_words(page, current, found, placed)
        left = Line.objects.filter(page=page, unread=True).exists()
        Page.objects.filter(pk=page.pk).update(
            state=PageState.WAITING if left else PageState.READ, error="", model_version=found.version,
            read_at=timezone.now(), layout_revision=F("layout_revision") + int(bool(placed.homeless)),
        )  # fmt: skip
        transaction.on_commit(lambda: line_pictures.delete(gone), robust=True)
    return True


def _labels(page: Page, found: _Found) -> list[KeptLabel]:
    """The labels of the lines that were read, and those that stand nowhere."""
    lines = [line.pk for line in found.lines.values()]
    settled = Word.objects.filter(page=page).exclude(line__in=lines).exclude(label=None).values("label")
    rows = Label.objects.filter(page=page, withdrawn_at=None).exclude(pk__in=settled)
    return [KeptLabel(row.pk, *map(points, (row.polygon, row.line_baseline, row.line_polygon))) for row in rows]


def _place(page: Page, found: _Found, labels: Sequence[KeptLabel]) -> _Placed:
    """First on the lines that were read; then on the others; what no line holds gets its own line back."""
    read = [_placed_line(line, found) for line in found.given.lines.values()]
    words, strays = _settle(read, labels)
    others = Line.objects.filter(page=page).exclude(pk__in=[line.pk for line in found.lines.values()])
    empty = [PlacedLine(points(line.baseline), points(line.polygon), (), str(line.pk)) for line in others]
    lost = {word.label for line in strays for word in line.words}
    added, homeless = _settle(empty, [label for label in labels if label.id in lost])
    for line in homeless:
        if str(line.polygon) not in found.pictures:
            found.pictures[str(line.polygon)] = line_pictures.store(line_pictures.cut_out(found.image, line.polygon))
    return _Placed(words, {int(name): own for name, own in added.items()}, homeless)


def _settle(
    lines: Sequence[PlacedLine], labels: Sequence[KeptLabel]
) -> tuple[dict[str, tuple[PlacedWord, ...]], tuple[PlacedLine, ...]]:
    """Words with their labels by the name of their line, and lines for the labels that none of these holds."""
    placed = [line for region in place_labels([PlacedRegion("", (), tuple(lines))], labels) for line in region.lines]
    return {line.id: line.words for line in placed if line.id}, tuple(line for line in placed if not line.id)


def _placed_line(line: records.Line, found: _Found) -> PlacedLine:
    picture = found.given.pictures.get(line.id)
    unseen = (b"",) * len(line.words)
    looks, sights = (picture.looks or unseen, picture.sights or unseen) if picture else ((), ())
    words = tuple(
        PlacedWord(word.polygon, *span, word.text, word.confidence or 0.0, word.alternatives, None, look, sight)
        for word, span, look, sight in zip(line.words, picture.spans if picture else (), looks, sights, strict=True)
    )
    return PlacedLine(line.baseline, line.polygon, words, line.id)


def _still_as_read(page: Page, found: _Found) -> dict[str, Line]:
    """The rows that nobody has changed or taken while they were read; changed ones wait for a job of their own."""
    rows = Line.objects.filter(pk__in=_readable(page, found.again)).select_related("region")
    now = {_name(row): row for row in rows if _name(row) in found.lines}
    return {name: row for name, row in now.items() if _shape(row) == _shape(found.lines[name])}


def _shape(line: Line) -> tuple[object, ...]:
    return line.baseline, line.polygon, line.region.pattern


def _write_words(page: Page, current: dict[str, Line], found: _Found, placed: _Placed) -> None:
    """What the lines now hold, and labels that only others can hold, or lines of their own."""
    before = set(Word.objects.filter(line__in=current.values()).values_list("pk", flat=True))
    _write_pictures(current, found)
    words = [(line, n, word) for name, line in current.items() for n, word in enumerate(placed.words.get(name, ()))]
    others = list(Line.objects.filter(page=page, pk__in=placed.added))
    words += [(line, 0, word) for line in others for word in placed.added[line.pk]]
    words += _write_homeless(page, found, placed.homeless)
    written = write_words(page, words, found.version)
    Word.objects.filter(pk__in=before - written).delete()
    for line in others:
        _order_by_place(line)


def _write_pictures(current: dict[str, Line], found: _Found) -> None:
    for name, line in current.items():
        picture = found.pictures[name]
        line.picture, line.picture_width, line.picture_height = picture.name, picture.width, picture.height
        line.unread = False
    Line.objects.bulk_update(current.values(), ["picture", "picture_width", "picture_height", "unread"], batch_size=200)


def _order_by_place(line: Line) -> None:
    ordered = list(line.words.order_by("start", "pk"))
    for position, row in enumerate(ordered):
        row.position = position
    Word.objects.bulk_update(ordered, ["position"])


def _write_homeless(
    page: Page, found: _Found, homeless: Sequence[PlacedLine]
) -> list[tuple[Line, int, PlacedWord]]:  # fmt: skip
    """Lines for labels that no line holds, each behind all that end above it. Returns their words with their places."""
    words = list[tuple[Line, int, PlacedWord]]()
    there = list(Line.objects.filter(page=page).select_related("region").order_by("position", "pk"))
    for placed in homeless:
        place = sum(bounds(line.polygon)[3] <= bounds(placed.polygon)[3] for line in there)
        region = there[max(0, place - 1)].region if there else Region.objects.create(page=page, position=0)
        picture = found.pictures[str(placed.polygon)]
        line = Line.objects.create(
            page=page, region=region, position=place, baseline=placed.baseline, polygon=placed.polygon,
            picture=picture.name, picture_width=picture.width, picture_height=picture.height,
        )  # fmt: skip
        there.insert(place, line)
        words += [(line, n, word) for n, word in enumerate(placed.words)]
    for position, line in enumerate(there):
        line.position = position
    if homeless:
        Line.objects.bulk_update(there, ["position"], batch_size=500)
    return words
