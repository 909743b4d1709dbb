"""Archives that somebody sends: read within limits, refused in one sentence that names them."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

import pytest

from recognition.formats import FormatError
from recognition.formats.dataset_archive import ArchiveLimits, DatasetArchive

ABOUT = {"schema": 1, "kind": "lines", "project": "Kew", "number": 3, "checksum": "c" * 64}
PICTURE = b"a picture"
ROW: dict[str, Any] = {
    "split": "train", "document": "d" * 64, "number": 2, "language": "eng", "hand": "Dyer", "page": "a" * 64,
    "picture": "lines/1.png", "checksum": hashlib.sha256(PICTURE).hexdigest(), "position": 0,
    "baseline": [[0, 10], [90, 10]], "polygon": [], "parts": [["My dear", 0, 1]],
    "words": [{"text": "My", "state": "confirmed", "start": 0, "end": 0.5, "polygon": []}],
}  # fmt: skip


def zipped(rows: object = (ROW,), about: object = ABOUT, **more: bytes) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("dataset.json", json.dumps(about))
        archive.writestr("lines.jsonl", "\n".join(json.dumps(row) for row in rows))  # type: ignore[attr-defined]
        archive.writestr("lines/1.png", PICTURE)
        for path, data in more.items():
            archive.writestr(path, data)
    return file


def refused(file: io.BytesIO, limits: ArchiveLimits | None = None) -> str:
    with pytest.raises(FormatError) as error:
        read_all(file, limits)
    return str(error.value)


def read_all(file: io.BytesIO, limits: ArchiveLimits | None) -> None:
    archive = DatasetArchive(file, "sent.zip", limits)
    for row in archive.rows():
        archive.read(row["lines"][0]["picture"])


def test_rows_are_read_one_by_one() -> None:
    archive = DatasetArchive(zipped([ROW, ROW | {"position": 1}]), "sent.zip")
    assert (archive.kind, archive.origin) == ("lines", {"project": "Kew", "number": 3, "checksum": "c" * 64})
    first, second = archive.rows()
    assert (first["checksum"], first["hand"], second["lines"][0]["position"]) == ("a" * 64, "Dyer", 1)
    assert archive.read(first["lines"][0]["picture"]) == PICTURE


def test_nothing_unknown_is_taken_from_a_row() -> None:
    (row,) = DatasetArchive(zipped([ROW | {"author": "anna"}]), "sent.zip").rows()
    assert "author" not in row


def test_what_is_no_zip_is_refused() -> None:
    assert "sent.zip is no zip archive, or a damaged one." in refused(io.BytesIO(b"PK no zip"))


def test_a_picture_that_was_cut_short_is_refused() -> None:
    data = bytearray(zipped().getvalue())
    at = data.index(PICTURE)
    data[at : at + 3] = b"\0\0\0"
    assert "sent.zip: “lines/1.png” is damaged or locked." in refused(io.BytesIO(data))


@pytest.mark.parametrize("path", ["../evil.png", "/etc/evil.png", "lines/../../evil.png", "C:evil.png", "..\\evil.png"])
def test_a_path_that_leads_out_is_refused(path: str) -> None:
    assert "a path that leads out of it" in refused(zipped(**{path: b"x"}))


def test_another_schema_is_refused() -> None:
    assert "sent.zip has the schema 2" in refused(zipped(about=ABOUT | {"schema": 2}))


def test_an_archive_of_something_else_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("holiday.jpg", b"x")
    assert "sent.zip holds neither dataset.json nor index.jsonl" in refused(file)


def test_a_missing_picture_is_named() -> None:
    assert "sent.zip: “lines/2.png” is missing." in refused(zipped([ROW | {"picture": "lines/2.png"}]))


@pytest.mark.parametrize(
    "limits", [ArchiveLimits(total=100), ArchiveLimits(entries=2), ArchiveLimits(row=20), ArchiveLimits(picture=5)]
)
def test_what_is_too_large_is_refused(limits: ArchiveLimits) -> None:
    assert refused(zipped(), limits).startswith("sent.zip")


WORD = ROW["words"][0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"split": 1}, {"document": "d" * 101}, {"page": "../x"}, {"checksum": None}, {"position": -1},
        {"baseline": [[0]]}, {"baseline": [[0, float("inf")]]}, {"parts": [["", 0, 1]]}, {"parts": [["a", 0.5, 0.5]]},
        {"parts": [["a", 0, 2]]}, {"words": [WORD | {"state": "guessed"}]}, {"words": [WORD | {"start": "0"}]},
    ],
)  # fmt: skip
def test_a_row_that_is_wrong_is_named(wrong: dict[str, object]) -> None:
    assert "sent.zip: row 2 of lines.jsonl is not as it should be" in refused(zipped([ROW, ROW | wrong]))


def test_a_row_without_a_field_is_named() -> None:
    row = {key: value for key, value in ROW.items() if key != "words"}
    assert "'words' is missing" in refused(zipped([row]))
