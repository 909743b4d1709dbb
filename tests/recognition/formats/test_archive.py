from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest

from recognition.formats.archive import safe_name, unused_name, zipped

CREATED = datetime(2026, 11, 3, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Letter to Dyer, 1895", "Letter to Dyer, 1895"),
        ("E\u0301te\u0301 à Œuvres", "Été à Œuvres"),
        ("письмо/手紙", "письмо 手紙"),
        ("../../etc/passwd", "etc passwd"),
        ("C:\\x", "C x"),
        ("a\x00b\u202ec\nd", "abc d"),
        ("  .hidden. ", "hidden"),
        ("con", "_con"),
        ("LPT1.txt", "_LPT1.txt"),
        ("...", "document"),
        ("", "document"),
    ],
)
def test_titles_become_safe_names(title: str, name: str) -> None:
    assert safe_name(title) == name
    assert safe_name(name) == name


def test_long_titles_are_cut_between_letters() -> None:
    name = safe_name("é" * 500)
    assert set(name) == {"é"}
    assert 100 < len(name.encode()) <= 120


def test_a_name_is_used_once_whatever_its_case() -> None:
    assert unused_name("Letter", set()) == "Letter"
    assert unused_name("Letter", {"letter", "letter (2)"}) == "Letter (3)"


def test_the_same_entries_give_the_same_bytes() -> None:
    entries = [("Été/a.txt", b"text " * 100), ("b.jpg", b"picture " * 100)]
    first, second = (b"".join(zipped(iter(entries), CREATED)) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert [(info.filename, archive.read(info)) for info in archive.infolist()] == entries
        assert archive.getinfo("b.jpg").compress_size > len(entries[1][1]), "a picture is not packed again"
        assert archive.getinfo("Été/a.txt").compress_size < 100
        assert archive.getinfo("b.jpg").date_time == (2026, 11, 3, 12, 30, 0)


def test_an_archive_comes_entry_by_entry_and_large_files_in_pieces() -> None:
    taken: list[str] = []

    def entries():
        for name in ("a.txt", "b.txt"):
            taken.append(name)
            yield name, b"text"
        yield "rows.jsonl", io.BytesIO(bytes(range(256)) * 4096)

    chunks = zipped(entries(), CREATED)
    first = next(chunks)
    assert taken == ["a.txt"]
    others = list(chunks)
    assert len(others) > 4
    with zipfile.ZipFile(io.BytesIO(first + b"".join(others))) as archive:
        assert archive.testzip() is None
        assert archive.read("rows.jsonl") == bytes(range(256)) * 4096
