"""What every format is: a name, how its files are called, and a pure function from a Transcription to bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ..engine.transcription import Transcription


class FormatError(ValueError):
    """The bytes are not what their name promises; the message is for the person who sent them."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who wrote a file and when (with a time zone): passed in, so that a writer is a pure function."""

    creator: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Format:
    """`label` is what people choose it by. `paged`: one file a page, named like the page's image, which goes along."""

    name: str
    label: str
    extension: str
    content_type: str
    write: Callable[[Transcription, Stamp], bytes]
    paged: bool = False
