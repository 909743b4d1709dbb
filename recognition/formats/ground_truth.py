"""A folder of ground truth: `index.jsonl`, and per page an image beside a PAGE XML.

One row a page: `split`, `collection`, `language`, `document`, and `page`, the path without its ending.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..engine.transcription import Page
from .format import FormatError
from .page_xml import read_page

_XML = ".xml"


@dataclass(frozen=True, slots=True)
class GroundTruthPage:
    """`name` is the page's path in the folder, without ending; unique in the folder."""

    name: str
    split: str
    collection: str
    document: str
    language: str
    image: Path
    page: Page


def read_ground_truth(root: Path, splits: frozenset[str]) -> Iterator[GroundTruthPage]:
    """Pages of the given splits in the order of the index. Raises FormatError with a sentence naming the file."""
    index = root / "index.jsonl"
    if not index.is_file():
        raise FormatError(f"{root} has no index.jsonl: it is not a folder of ground truth.")
    for number, row in enumerate(index.read_text("utf-8").splitlines(), 1):
        try:
            entry = json.loads(row)
            chosen = entry["split"] in splits
            name, collection, document = entry["page"], entry["collection"], entry["document"]
        except (ValueError, KeyError) as error:
            raise FormatError(f"{index}, line {number}: not a page's entry ({error}).") from error
        if chosen:
            image = _image_of(root / name)
            page = read_page((root / (name + _XML)).read_bytes(), name + _XML)
            yield GroundTruthPage(name, entry["split"], collection, document, entry.get("language", ""), image, page)


def _image_of(stem: Path) -> Path:
    found = [p for p in sorted(stem.parent.glob(stem.name + ".*")) if p.suffix.lower() != _XML and p.stem == stem.name]
    if not found:
        raise FormatError(f"{stem} has no image beside its PAGE XML.")
    return found[0]
