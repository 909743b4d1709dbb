"""Pictures of lines in the storage, as WebP. Runs in workers."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

import numpy as np
from django.core.files.base import ContentFile
from numpy.typing import NDArray
from PIL import Image

from ..engine.geometry import bounds
from ..engine.transcription import Polygon
from ..models import Line

_QUALITY = 80
_LONGEST_SIDE = 16383  # of WebP
_FIELD = Line._meta.get_field("picture")


@dataclass(frozen=True, slots=True)
class StoredPicture:
    name: str
    width: int
    height: int


def store(image: NDArray[np.uint8]) -> StoredPicture:
    """Keep a picture, uint8 (H, W) or (H, W, 3)."""
    picture = Image.fromarray(image)
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    data = io.BytesIO()
    picture.save(data, "WEBP", quality=_QUALITY)
    name = _FIELD.generate_filename(None, f"{uuid4().hex}.webp")
    return StoredPicture(_FIELD.storage.save(name, ContentFile(data.getvalue())), *picture.size)


def delete(names: Iterable[str]) -> None:
    for name in names:
        _FIELD.storage.delete(name)


def cut_out(image: NDArray[np.uint8], polygon: Polygon) -> NDArray[np.uint8]:
    """The upright box around a polygon, at least one pixel of it: for lines that no engine has straightened."""
    height, width = image.shape[:2]
    left, top, right, bottom = (round(edge) for edge in bounds(polygon))
    left, top = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
    return image[top : max(bottom, top + 1), left : max(right, left + 1)]
