"""The protocol every reader speaks, and what opening one may need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from ..reader import SHIPPED
from ..transcription import Line, Page

Image = NDArray[np.uint8]


class BackendError(Exception):
    """A reader cannot be opened or cannot read; the message is a sentence for the person who chose it."""


@dataclass(frozen=True, slots=True)
class BackendSetup:
    """What opening a reader may need; each takes its own part. Google and AWS find their keys where their official
    clients look for them; Azure has no such place."""

    weights: Path = SHIPPED
    device: str = "cpu"
    kraken_command: str = "kraken"
    kraken_model: Path | None = None
    azure_endpoint: str = ""
    azure_key: str = ""


class Backend(Protocol):
    """A reader. Images are uint8, (H, W) grey or (H, W, 3) RGB; geometry is in pixels of the image that was given.

    `language` is eng, fra or empty. Confidences are 0 to 1; unless `calibrated` they are the reader's own numbers
    and no probabilities. Reading raises BackendError.
    """

    @property
    def name(self) -> str:
        """Its key in BACKENDS."""

    @property
    def version(self) -> str:
        """Program and model, so that two readings can be told apart."""

    @property
    def dollars_a_page(self) -> float:
        """The list price of a page; 0 for what runs on this machine."""

    @property
    def needs_network(self) -> bool: ...

    @property
    def calibrated(self) -> bool: ...

    def read_page(self, image: Image, language: str = "", name: str = "") -> Page:
        """Find the lines of a whole page and read them."""

    def read_lines(self, strips: Sequence[Image], language: str = "") -> list[Line]:
        """Read straightened grey lines, one result a strip, in its own pixels; a strip without text has no words."""


def png(image: Image) -> bytes:
    """The image as a PNG file."""
    _, data = cv2.imencode(".png", image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    return data.tobytes()
