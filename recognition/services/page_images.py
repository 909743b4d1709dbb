"""Pages' pictures from the storage, and what the preprocessing is given beside them. Runs in workers."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..engine.imaging.pipeline import StepInputs
from ..engine.imaging.steps import SWITCHES
from ..models import Page
from .jobs import JobError


def page_image(page: Page) -> NDArray[np.uint8]:
    """uint8 (H, W) or (H, W, 3) RGB. Raises JobError."""
    try:
        with page.image.open() as file, Image.open(file) as image:
            return np.asarray(image if image.mode in ("L", "RGB") else image.convert("RGB"))
    except OSError as error:
        raise JobError(f"The image of “{page}” is missing or broken. Bring its file in again.") from error


def step_inputs(page: Page, steps: list[str]) -> StepInputs:
    """The project's settings of the steps; the pages before and after, where a step looks for the leaf's other side."""
    others: list[NDArray[np.uint8]] = []
    if any(SWITCHES[step].both_sides for step in steps if step in SWITCHES):
        beside = Page.objects.filter(document_id=page.document_id, number__in=(page.number - 1, page.number + 1))
        for other in beside.order_by("number"):
            with suppress(JobError):  # this page can be read without
                others.append(page_image(other))
    return StepInputs(page.document.project.step_settings, others)
