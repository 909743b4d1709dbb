"""What every format is: a name, how its files are called, and a pure function from a Transcription to bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from ..engine.transcription import Page, Transcription


class FormatError(ValueError):
    """The bytes are not what their name promises; the message is for the person who sent them."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which program wrote a file, and when (with a time zone): passed in, so that a writer is a pure function.
    `version`: numbers and points."""

    creator: str
    created: datetime
    version: str = "0"

    @property
    def moment(self) -> str:
        """`created` to the second, as in ISO 8601, in UTC."""
        return self.created.astimezone(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Format:
    """`label` is what people choose it by. `paged`: one file a page, named like the page's image, which goes along."""

    name: str
    label: str
    extension: str
    content_type: str
    write: Callable[[Transcription, Stamp], bytes]
    paged: bool = False


def only_page(transcription: Transcription) -> Page:
    """The page of a paged format's file. Raises ValueError where there are more or none."""
    if len(transcription.pages) != 1:
        raise ValueError("A file of this format holds exactly one page.")
    return transcription.pages[0]
