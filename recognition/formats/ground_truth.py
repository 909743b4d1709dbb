"""A folder of ground truth: `index.jsonl`, and per page an image beside a PAGE XML.

One row a page: `split`, `collection`, `language`, `document`, and `page`, the path without its ending.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..engine.transcription import Page
from .format import FormatError
from .page_xml import read_page

_XML = ".xml"
_FIELDS = ("split", "collection", "document", "page")


@dataclass(frozen=True, slots=True)
class GroundTruthPage:
    """`name` is the page's path in the folder, without ending; unique in the folder. `beside`: the images of the pages
    before and after it in its document, of which one may be the leaf's other side."""

    name: str
    split: str
    collection: str
    document: str
    language: str
    image: Path
    page: Page
    beside: tuple[Path, ...] = ()


def read_ground_truth(root: Path, splits: frozenset[str]) -> Iterator[GroundTruthPage]:
    """Pages of the given splits in the order of the index. Raises FormatError with a sentence naming the file."""
    entries = [entry for entry in _entries(root) if entry["split"] in splits]
    documents = defaultdict[tuple[str, str], list[str]](list)
    for entry in entries:
        documents[entry["collection"], entry["document"]].append(entry["page"])
    for entry in entries:
        name, pages = entry["page"], documents[entry["collection"], entry["document"]]
        place = pages.index(name)
        beside = tuple(_image_of(root / other) for other in pages[max(0, place - 1) : place + 2] if other != name)
        page = read_page((root / (name + _XML)).read_bytes(), name + _XML)
        yield GroundTruthPage(
            name, entry["split"], entry["collection"], entry["document"], entry.get("language", ""),
            _image_of(root / name), page, beside,
        )  # fmt: skip


def _entries(root: Path) -> Iterator[dict[str, str]]:
    index = root / "index.jsonl"
    if not index.is_file():
        raise FormatError(f"{root} has no index.jsonl: it is not a folder of ground truth.")
    for number, row in enumerate(index.read_text("utf-8").splitlines(), 1):
        try:
            entry = json.loads(row)
            missing = [field for field in _FIELDS if field not in entry]
        except (ValueError, TypeError) as error:
            raise FormatError(f"{index}, line {number}: not a page's entry ({error}).") from error
        if missing:
            raise FormatError(f"{index}, line {number}: not a page's entry (no {missing[0]}).")
        yield entry


def _image_of(stem: Path) -> Path:
    found = [p for p in sorted(stem.parent.glob(stem.name + ".*")) if p.suffix.lower() != _XML and p.stem == stem.name]
    if not found:
        raise FormatError(f"{stem} has no image beside its PAGE XML.")
    return found[0]
