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
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from ..engine.backends.backend import Backend, BackendError, BackendSetup
from ..engine.backends.names import OURS
from ..engine.backends.page_reader import BackendPageReader
from ..engine.backends.registry import BACKENDS
from ..engine.reader import LinePicture, PageReading, Reader
from ..engine.transcription import Line as FoundLine
from ..models import Hand, Label, Line, ModelVersion, Page, PageState, Project, Region
from . import line_pictures
from .hand_readers import version_for
from .held_words import held_lines
from .jobs import JobError
from .line_pictures import StoredPicture
from .locking import lock_page
from .own_lexicon import own_lexicon
from .page_images import page_image, step_inputs
from .placement import KeptLabel, PlacedLine, PlacedRegion, PlacedWord, place_labels
from .reader_calibrations import stored_calibration
from .word_rows import write_words

_LONGEST_NAME = 100
#: How often a page is placed anew because somebody labelled it in the meantime.
_PLACINGS = 20


class PageHeldError(Exception):
    """The page as a whole cannot be replaced: somebody is at words of it, or has said something that hangs on them."""


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


@lru_cache(maxsize=4)
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
    return BackendPageReader(backend, stored_calibration(default_storage, backend), project.language_code)


def page_reader(page: Page) -> Reader:
    """That of the page's project, or ours as the page's hand has taught it."""
    project, hand = page.document.project, Hand.objects.filter(pages__page=page).first()
    return reader_of(version_for(project, hand)) if project.reader == OURS else project_reader(project)


def read_page(page_id: int) -> None:
    """Find and read the lines of a page. What was found before is replaced at once or not at all; labels stay. Raises
    PageHeldError where words of it must not go."""
    page = Page.objects.select_related("document__project").filter(pk=page_id).first()
    if page is None:
        return  # deleted while it waited
    project, image = page.document.project, page_image(page)
    try:
        chosen, inputs = page_reader(page), step_inputs(page, project.steps)
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
    """The version of a loaded reader, kept with its card when it is first seen. What a project has taught is known
    from the start: where it is not, the project was removed, and no other may read with it. Raises JobError."""
    if loaded.base is not None:
        taught = ModelVersion.objects.filter(checksum=loaded.checksum).first()
        if taught is None:
            raise JobError(f"The weights of “{loaded.name}” are missing. Let the project read with another version.")
        return taught
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
    unseen = (b"",) * len(line.words)
    return tuple(
        PlacedWord(word.polygon, *span, word.text, word.confidence or 0.0, word.alternatives, None, look, sight)
        for word, span, look, sight in zip(
            line.words, picture.spans, picture.looks or unseen, picture.sights or unseen, strict=True
        )
    )


def _picture(line: PlacedLine, found: PageReading, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return found.pictures[line.id].image if line.id else line_pictures.cut_out(image, line.polygon)


def _replace(page: Page, result: _Result) -> bool:
    """Write everything, or nothing and False where the page's labels have changed since the words were placed."""
    with transaction.atomic():
        locked = lock_page(page.pk)
        if locked is None:
            raise JobError(f"“{page}” was removed while it was read.")
        if locked.layout_revision != page.layout_revision:
            raise JobError(f"Somebody changed the lines of “{page}” while it was read. Retry it to read these.")
        if held_lines(page):
            raise PageHeldError(f"Somebody is at words of “{page}”.")
        active = Label.objects.filter(page=page, withdrawn_at=None).values_list("pk", flat=True)
        if frozenset(active) != result.labels:
            return False
        replaced = list(Line.objects.filter(page=page).exclude(picture="").values_list("picture", flat=True))
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
    """The new first, so that words with labels are on them before the old goes."""
    before, numbers = list(page.regions.values_list("pk", flat=True)), count()
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
    words = [(row, n, word) for row, (_, line) in zip(lines, placed, strict=True) for n, word in enumerate(line.words)]
    write_words(page, words, result.version)
    Region.objects.filter(pk__in=before).delete()
