"""The manifest of a dataset version: JSON lines, one a page. Written once, read page by page, never held as a whole.

A page's row: `side`, `document` (its key), `number`, `checksum` of its picture, `image` in the storage, `steps`,
`language`, `hand`, and `lines`. A line: `position`, `baseline`, `polygon`, `words` and `parts` (what of it is learned,
see engine/learning/parts.py); a line that was imported without its page has its picture in `strip`. Nothing of it
depends on this installation's database: `page` and `line` are hints by which it finds pictures that it has already.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from ..formats.dataset_rows import CONFIRMED
from ..models import DatasetVersion, Hand, Project
from .locking import lock_project
from .page_sides import HELD_OUT, LEARNED

MANIFEST = DatasetVersion._meta.get_field("manifest")
_CHUNK = 1 << 20
_NOTHING_CONFIRMED = "No line is confirmed in the documents that the reader may learn from. Review some first."
_NOTHING_SURE = (
    "On unreviewed pages of documents that the reader may learn from, it is sure of no word. Review some first."
)

PageRow = dict[str, Any]


class DatasetError(ValueError):
    """The message is a sentence for the person who asked."""


class NothingToLearn(DatasetError):
    """No line of it has a known text on the side that is learned from."""


class Tally:
    """Counts what is in the pages of one side, one after another."""

    def __init__(self) -> None:
        self.documents: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.letters: Counter[str] = Counter()
        self.hands: Counter[str] = Counter()

    def add(self, row: PageRow) -> None:
        lines = [line for line in row["lines"] if line["parts"]]
        parts = [part for line in lines for part in line["parts"]]
        self.documents.add(row["document"])
        self.counts["pages"] += 1
        whole = sum(is_whole(line["parts"]) for line in lines)
        self.counts["lines"] += whole
        self.counts["imported"] += 0 if row.get("page") else whole
        self.counts["parts"] += len(parts)
        self.counts["single_words"] += sum(" " not in text for text, _, _ in parts)
        self.counts["words"] += sum(word["state"] == CONFIRMED for line in lines for word in line["words"])
        self.letters.update(character for text, _, _ in parts for character in text)
        if row["hand"]:
            self.hands[row["hand"]] += len(lines)

    def as_json(self) -> dict[str, Any]:
        """`lines`: learned whole; `imported`: of these; `parts`: lines, parts of lines and single words in all;
        `hands`: lines of each."""
        keys = ("pages", "lines", "imported", "parts", "single_words", "words")
        return {key: self.counts[key] for key in keys} | {
            "documents": len(self.documents),
            "characters": sum(self.letters.values()),
            "letters": dict(sorted(self.letters.items())),
            "hands": dict(self.hands.most_common()),
        }


def is_whole(parts: list[list[Any]]) -> bool:
    """Whether the line is learned from edge to edge."""
    return bool(parts) and parts[0][1:] == [0.0, 1.0]


def checksum_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def keep_version(
    *, project: Project, rows: Iterable[PageRow], user: AbstractBaseUser | None, origin: dict[str, Any],
    hand: Hand | None = None, from_readings: bool = False,
) -> DatasetVersion:  # fmt: skip
    """Write the rows down as the project's next version. Raises NothingToLearn."""
    tallies, digest = {LEARNED: Tally(), HELD_OUT: Tally()}, hashlib.sha256()
    with TemporaryFile() as written:
        for row in rows:
            data = json.dumps(row, ensure_ascii=False).encode() + b"\n"
            digest.update(data)
            written.write(data)
            tallies[row["side"]].add(row)
        if not tallies[LEARNED].counts["parts"]:
            raise NothingToLearn(_NOTHING_SURE if from_readings else _NOTHING_CONFIRMED)
        written.seek(0)
        name = MANIFEST.generate_filename(None, f"{project.slug}.jsonl")
        manifest = MANIFEST.storage.save(name, File(written), max_length=MANIFEST.max_length)
    with transaction.atomic():
        lock_project(project)
        number = (project.dataset_versions.aggregate(last=Max("number"))["last"] or 0) + 1
        return DatasetVersion.objects.create(
            project=project,
            number=number,
            manifest=manifest,
            checksum=digest.hexdigest(),
            counts={side: tally.as_json() for side, tally in tallies.items()},
            origin=origin,
            hand=hand,
            from_readings=from_readings,
            created_by=user,
        )


def dataset_rows(dataset: DatasetVersion, side: str | None = None) -> Iterator[PageRow]:
    """Its pages, of one side or both, one after another. Raises DatasetError where the manifest is not what it was."""
    try:
        with dataset.manifest.open("rb") as file:
            _check(dataset, file)
            file.seek(0)
            for line in file:
                row = _as_now(json.loads(line))
                if side in (None, row["side"]):
                    yield row
    except (OSError, ValueError) as error:
        if isinstance(error, DatasetError):
            raise
        raise DatasetError(f"The manifest of {dataset} is missing.") from error


def pictures_in(dataset: DatasetVersion) -> set[str]:
    """Names in the storage, of pages and of lines that came without theirs. Raises DatasetError."""
    names = set[str]()
    for row in dataset_rows(dataset):
        names.add(row["image"])
        names.update(line["strip"] for line in row["lines"] if "strip" in line)
    return names - {""}


def _check(dataset: DatasetVersion, file: Any) -> None:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    if digest.hexdigest() != dataset.checksum:
        raise DatasetError(f"The manifest of {dataset} was changed after it was made; make a new version.")


def _as_now(row: PageRow) -> PageRow:
    """Rows of earlier versions named documents by number and knew no words; a part stands for its words."""
    if "language" in row:
        return row
    lines = [
        line | {"position": position, "words": [_word(*part) for part in line["parts"]]}
        for position, line in enumerate(row["lines"])
    ]
    return row | {"document": str(row["document"]), "language": "", "hand": "", "lines": lines}


def _word(text: str, start: float, end: float) -> dict[str, Any]:
    return {"text": text, "state": CONFIRMED, "start": start, "end": end, "polygon": []}
