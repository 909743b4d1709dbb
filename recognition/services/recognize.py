"""Read a page and keep what was found, in one piece. Runs in workers: it loads the engine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import torch
from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from numpy.typing import NDArray

from ..engine.backends.backend import Backend, BackendError, BackendSetup
from ..engine.backends.names import OURS
from ..engine.backends.page_reader import BackendPageReader
from ..engine.backends.registry import BACKENDS
from ..engine.reader import LinePicture, PageReading, Reader
from ..engine.transcription import Line as FoundLine
from ..models import Label, Line, ModelVersion, Page, PageState, Project, Reading, Region, Word
from . import line_pictures
from .jobs import JobError
from .line_pictures import StoredPicture
from .own_lexicon import own_lexicon
from .page_images import page_image, step_inputs
from .placement import KeptLabel, PlacedLine, PlacedRegion, PlacedWord, place_labels
from .reader_calibrations import calibrations_folder, stored_calibration

_LONGEST = 500
_LONGEST_NAME = 100
#: How often a page is placed anew because somebody labelled it in the meantime.
_PLACINGS = 20


@dataclass(frozen=True, slots=True)
class _Result:
    """What one reading will leave behind. `pictures` stand in the order of the lines."""

    regions: tuple[PlacedRegion, ...]
    labels: frozenset[int]
    pictures: tuple[StoredPicture, ...]
    found: PageReading
    version: ModelVersion


@cache
def reader() -> Reader:
    """The shipped reader, loaded once a process; there is a process for every core, so each keeps to one thread."""
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    return Reader.load(device=settings.HWOCR_DEVICE)


@cache
def _backend(name: str) -> Backend:
    """Another reader, opened once a process. Raises BackendError."""
    model = Path(settings.KRAKEN_MODEL) if settings.KRAKEN_MODEL else None
    setup = BackendSetup(device=settings.HWOCR_DEVICE, kraken_command=settings.KRAKEN_COMMAND, kraken_model=model)
    return BACKENDS[name](setup)


def reader_of(version_id: int | None) -> Reader:
    """Ours, as a project has taught it; of None the shipped one. Raises JobError where the weights are missing."""
    return reader() if version_id is None else _taught_reader(version_id)


@lru_cache(maxsize=2)
def _taught_reader(version_id: int) -> Reader:
    version = ModelVersion.objects.get(pk=version_id)
    try:
        with version.weights.open("rb") as file:
            return Reader.tuned(file.read(), version.card, reader(), settings.HWOCR_DEVICE)
    except (OSError, ValueError) as error:
        raise JobError(f"The weights of “{version}” are missing. Let the project read with another version.") from error


def project_reader(project: Project) -> Reader:
    """Ours, as the project has taught it, or another one that it has chosen."""
    if project.reader == OURS:
        return reader_of(project.model_version_id)
    backend = _backend(project.reader)
    return BackendPageReader(backend, stored_calibration(calibrations_folder(), backend), project.language_code)


def read_page(page_id: int) -> None:
    """Find and read the lines of a page. What was found before is replaced at once or not at all; labels stay."""
    page = Page.objects.select_related("document__project").filter(pk=page_id).first()
    if page is None:
        return  # deleted while it waited
    project, image = page.document.project, page_image(page)
    try:
        chosen, inputs = project_reader(project), step_inputs(page, project.steps)
        own = own_lexicon(project, with_text=True)
        found = chosen.read_page(image, project.steps, str(page), project.language, own, inputs=inputs)
    except BackendError as error:
        raise JobError(str(error)) from error
    version = model_version(chosen)
    stored: dict[PlacedLine, StoredPicture] = {}
    try:
        for _ in range(_PLACINGS):
            if _replace(page, _place(page, found, version, image, stored)):
                return
        raise JobError(f"“{page}” was being reviewed without a pause. Retry it later.")
    except BaseException:
        line_pictures.delete(picture.name for picture in stored.values())
        raise


def _place(
    page: Page,
    found: PageReading,
    version: ModelVersion,
    image: NDArray[np.uint8],
    stored: dict[PlacedLine, StoredPicture],
) -> _Result:
    """The reading with the page's labels in their places, its pictures in the storage. `stored`: those kept so far."""
    labels = _active_labels(page)
    regions = place_labels(_machine_regions(found), labels)
    lines = [line for region in regions for line in region.lines]
    for line in lines:
        if replace(line, words=()) not in stored:
            stored[replace(line, words=())] = line_pictures.store(_picture(line, found, image))
    pictures = tuple(stored[replace(line, words=())] for line in lines)
    return _Result(regions, frozenset(label.id for label in labels), pictures, found, version)


def model_version(loaded: Reader) -> ModelVersion:
    """The version of a loaded reader, kept with its card when it is first seen."""
    version, _ = ModelVersion.objects.get_or_create(
        checksum=loaded.checksum, defaults={"name": loaded.name[:_LONGEST_NAME], "card": loaded.card}
    )
    return version


def _active_labels(page: Page) -> list[KeptLabel]:
    rows = Label.objects.filter(page=page, withdrawn_at=None)
    return [
        KeptLabel(row.pk, *(_points(p) for p in (row.polygon, row.line_baseline, row.line_polygon))) for row in rows
    ]


def _points(corners: list[list[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in corners)


def _machine_regions(found: PageReading) -> list[PlacedRegion]:
    return [
        PlacedRegion(
            region.kind,
            region.polygon,
            tuple(
                PlacedLine(
                    line.baseline,
                    line.polygon,
                    _placed_words(line, found.pictures[line.id]),
                    line.id,
                )
                for line in region.lines
            ),
        )
        for region in found.page.regions
    ]


def _placed_words(line: FoundLine, picture: LinePicture) -> tuple[PlacedWord, ...]:
    looks = picture.looks or (b"",) * len(line.words)
    return tuple(
        PlacedWord(word.polygon, *span, word.text, word.confidence or 0.0, word.alternatives, look=look)
        for word, span, look in zip(line.words, picture.spans, looks, strict=True)
    )


def _picture(line: PlacedLine, found: PageReading, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return found.pictures[line.id].image if line.id else line_pictures.cut_out(image, line.polygon)


def _replace(page: Page, result: _Result) -> bool:
    """Write everything, or nothing and False where the page's labels have changed since the words were placed."""
    with transaction.atomic():
        locked = Page.objects.select_for_update().filter(pk=page.pk).first()
        if locked is None:
            raise JobError(f"“{page}” was removed while it was read.")
        if locked.layout_revision != page.layout_revision:
            raise JobError(f"Somebody changed the lines of “{page}” while it was read. Retry it to read these.")
        # Whoever decides about a word holds it; once all words are held, no label can appear or go.
        list(Word.objects.select_for_update().filter(page=page).values_list("pk"))
        active = Label.objects.filter(page=page, withdrawn_at=None).values_list("pk", flat=True)
        if frozenset(active) != result.labels:
            return False
        replaced = list(Line.objects.filter(page=page).exclude(picture="").values_list("picture", flat=True))
        Region.objects.filter(page=page).delete()
        _write(page, result)
        Page.objects.filter(pk=page.pk).update(
            state=PageState.READ,
            error="",
            steps=list(result.found.steps),
            model_version=result.version,
            read_at=timezone.now(),
            layout_revision=page.layout_revision + 1,
        )
        transaction.on_commit(lambda: line_pictures.delete(replaced), robust=True)
    return True


def _write(page: Page, result: _Result) -> None:
    numbers = count()
    regions = Region.objects.bulk_create(
        Region(page=page, position=n, kind=region.kind, polygon=region.polygon)
        for n, region in enumerate(result.regions)
    )
    placed = [(row, line) for row, region in zip(regions, result.regions, strict=True) for line in region.lines]
    lines = Line.objects.bulk_create(
        Line(
            region=region,
            page=page,
            position=next(numbers),
            baseline=line.baseline,
            polygon=line.polygon,
            picture=picture.name,
            picture_width=picture.width,
            picture_height=picture.height,
        )
        for (region, line), picture in zip(placed, result.pictures, strict=True)
    )
    words = [
        (word_row(page, row, n, word), word)
        for row, (_, line) in zip(lines, placed, strict=True)
        for n, word in enumerate(line.words)
    ]
    Word.objects.bulk_create(row for row, _ in words)
    Reading.objects.bulk_create(reading_row(row, word, result.version) for row, word in words if word.text is not None)
    newest = Reading.objects.filter(word=OuterRef("pk")).values("pk")[:1]
    Word.objects.filter(page=page).update(reading=Subquery(newest))


def word_row(page: Page, line: Line, position: int, word: PlacedWord) -> Word:
    return Word(
        page=page,
        line=line,
        position=position,
        polygon=word.polygon,
        start=word.start,
        end=word.end,
        label_id=word.label,
    )


def reading_row(row: Word, word: PlacedWord, version: ModelVersion) -> Reading:
    alternatives = [
        {"text": a.text[:_LONGEST], "confidence": a.confidence, "source": a.source} for a in word.alternatives
    ]
    return Reading(
        word=row,
        model_version=version,
        text=(word.text or "")[:_LONGEST],
        confidence=word.confidence,
        alternatives=alternatives,
        look=word.look,
    )
