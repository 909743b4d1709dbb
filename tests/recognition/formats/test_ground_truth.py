from __future__ import annotations

import json
from pathlib import Path

import pytest

from recognition.engine.transcription import Line, Page, Region, Transcription
from recognition.formats import FormatError, Stamp, page_xml
from recognition.formats.ground_truth import read_ground_truth


@pytest.fixture
def folder(tmp_path: Path, stamp: Stamp) -> Path:
    rows = []
    for split, name in (("train", "pages/a"), ("test", "pages/b.1")):
        page = Page(f"{name}.png", 100, 80, (Region((Line((), (), truth=f"text of {name}"),)),))
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.xml").write_bytes(page_xml.write(Transcription("", (page,)), stamp))
        (tmp_path / f"{name}.png").write_bytes(b"picture")
        rows.append({"split": split, "collection": "kew", "language": "eng", "document": "one", "page": name})
    (tmp_path / "index.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    return tmp_path


def test_pages_of_the_wanted_splits_with_their_images(folder: Path) -> None:
    found = list(read_ground_truth(folder, frozenset({"test"})))
    assert [(p.name, p.image, p.page.text) for p in found] == [
        ("pages/b.1", folder / "pages/b.1.png", "text of pages/b.1")
    ]
    assert (found[0].collection, found[0].document, found[0].language) == ("kew", "one", "eng")


def test_says_which_file_is_missing_or_broken(folder: Path) -> None:
    (folder / "pages/a.png").unlink()
    with pytest.raises(FormatError, match="pages/a has no image"):
        list(read_ground_truth(folder, frozenset({"train"})))
    (folder / "index.jsonl").write_text('{"split": "train"}\n')
    with pytest.raises(FormatError, match="line 1: not a page's entry"):
        list(read_ground_truth(folder, frozenset({"train"})))
    (folder / "index.jsonl").unlink()
    with pytest.raises(FormatError, match=r"has no index\.jsonl"):
        list(read_ground_truth(folder, frozenset({"train"})))


def test_the_pages_before_and_after_of_the_same_document(folder: Path) -> None:
    row = {"split": "test", "collection": "kew", "document": "one"}
    for name in ("pages/c", "pages/d", "pages/e"):
        for ending in (".png", ".xml"):
            (folder / (name + ending)).write_bytes((folder / ("pages/a" + ending)).read_bytes())
    rows = [{**row, "page": f"pages/{name}"} for name in "cad"] + [{**row, "document": "two", "page": "pages/e"}]
    (folder / "index.jsonl").write_text("\n".join(map(json.dumps, rows)))
    beside = [[image.stem for image in page.beside] for page in read_ground_truth(folder, frozenset({"test"}))]
    assert beside == [["a"], ["c", "d"], ["a"], []]
