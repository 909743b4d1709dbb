"""Training samples: a line's strip and its text, kept compressed in one file per collection and split."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

_WEBP_QUALITY = 45  # 1.9 KB a line, 60 % of a JPEG that looks as good; training blurs and adds noise anyway


class SamplesError(ValueError):
    """The file holds no packed lines."""


@dataclass(frozen=True, slots=True)
class Sample:
    """`strip`: a picture file (WebP) at the net's input height. `id`: page name and line id. `writer`: the document."""

    strip: bytes
    text: str
    id: str
    writer: str
    collection: str
    split: str
    width: int

    def image(self) -> NDArray[np.uint8]:
        """uint8 (INPUT_HEIGHT, W)."""
        picture = cv2.imdecode(np.frombuffer(self.strip, np.uint8), cv2.IMREAD_GRAYSCALE)
        if picture is None:
            raise ValueError(f"The packed strip of {self.id} is damaged; remove the file of packed lines.")
        return picture.astype(np.uint8)

    def grey(self) -> NDArray[np.float32]:
        """float32 (INPUT_HEIGHT, W), as it is distorted."""
        return self.image().astype(np.float32)


def pack_sample(strip: NDArray[np.uint8], text: str, id: str, writer: str, collection: str, split: str) -> Sample:
    """`strip`: uint8 (INPUT_HEIGHT, W)."""
    _, packed = cv2.imencode(".webp", strip, [cv2.IMWRITE_WEBP_QUALITY, _WEBP_QUALITY])
    return Sample(packed.tobytes(), text, id, writer, collection, split, strip.shape[1])


def save_samples(path: Path, samples: list[Sample]) -> None:
    """One npz: the strips end to end, where each ends, and the other fields as rows of JSON."""
    rows = [[s.text, s.id, s.writer, s.collection, s.split, s.width] for s in samples]
    with path.open("wb") as file:
        np.savez(
            file,
            strips=np.frombuffer(b"".join(s.strip for s in samples), np.uint8),
            ends=np.cumsum([len(s.strip) for s in samples]),
            rows=np.frombuffer(json.dumps(rows, ensure_ascii=False).encode(), np.uint8),
        )


def load_samples(path: Path) -> list[Sample]:
    """Raises SamplesError for a file of another kind."""
    try:
        with np.load(path) as packed:
            strips, starts = packed["strips"].tobytes(), [0, *packed["ends"].tolist()]
            rows = json.loads(packed["rows"].tobytes())
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise SamplesError(f"{path} holds no packed lines; make it anew.") from error
    return [Sample(strips[starts[i] : starts[i + 1]], *row) for i, row in enumerate(rows)]
