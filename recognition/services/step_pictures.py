"""Show what each preprocessing step does to a page. Runs in workers: it loads the engine."""

from __future__ import annotations

import io
from collections.abc import Iterator
from uuid import uuid4

import cv2
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image

from ..engine.imaging.grey import to_grey
from ..engine.imaging.outcome import Grey
from ..engine.imaging.pipeline import prepare
from ..engine.imaging.steps import SWITCHES
from ..models import Page, StepPicture
from .locking import lock_page
from .page_images import page_image, step_inputs

_SIDE, _QUALITY = 1100, 75
_FIELD = StepPicture._meta.get_field("after")


def show_steps(page_id: int) -> None:
    """Make the pictures of every step anew, each after the project's steps that come before it."""
    page = Page.objects.select_related("document__project").filter(pk=page_id).first()
    if page is None:
        return  # deleted while it waited
    cv2.setNumThreads(1)
    made = list(_pictures(page))
    try:
        with transaction.atomic():
            lock_page(page.pk)  # another worker's pictures are replaced whole, not mixed
            replaced = [name for names in page.step_pictures.values_list("before", "after") for name in names]
            page.step_pictures.all().delete()
            StepPicture.objects.bulk_create(made)
            transaction.on_commit(lambda: _delete(replaced), robust=True)
    except BaseException:
        _delete([name for picture in made for name in (picture.before.name, picture.after.name)])
        raise


def _pictures(page: Page) -> Iterator[StepPicture]:
    chosen = page.document.project.steps
    inputs = step_inputs(page, list(SWITCHES))
    picture = page_image(page)
    for name in SWITCHES:
        outcome = prepare(picture, [name], inputs)
        # Each row has files of its own, so that a row can go without asking the others.
        before, after = _store(to_grey(picture)), _store(outcome.grey)
        yield StepPicture(page=page, step=name, before=before, after=after, settings=outcome.steps[0]["settings"])
        if name in chosen:
            picture = outcome.grey


def _store(grey: Grey) -> str:
    picture = Image.fromarray(grey)
    picture.thumbnail((_SIDE, _SIDE))
    data = io.BytesIO()
    picture.save(data, "WEBP", quality=_QUALITY)
    return _FIELD.storage.save(_FIELD.generate_filename(None, f"{uuid4().hex}.webp"), ContentFile(data.getvalue()))


def _delete(names: list[str]) -> None:
    for name in names:
        _FIELD.storage.delete(name)
