"""The shipped sample letters, and the command that makes them."""

from __future__ import annotations

import json
import socket
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image, ImageFont

from recognition.engine.geometry import bounds
from recognition.formats.ground_truth import GroundTruthPage, read_ground_truth
from recognition.services.sample_letters import DPI, LETTERS, SAMPLE_FOLDER, WIDTH

KILOBYTE = 1024
SPLIT = frozenset({"sample"})
SMALL = {
    "document": "note",
    "title": "A note",
    "collection": "notes",
    "language": "eng",
    "font": "plain",
    "seed": 1,
    "height": 420,
    "hand": {"x_height": 20, "ink": [50, 40, 30]},
    "sheet": {"pitch": 90, "left": 100, "right": 100, "top": 120, "bottom": 60},
    "paper": {"fibres": 30, "foxing": 2, "folds_across": [0.5]},
    "scanner": {"rotation": 0.3},
    "blocks": [{"text": "The gulls are back, all 41 of them."}, {"text": "Ada", "left": 0.6, "flourish": True}],
}


@pytest.fixture(scope="module")
def shipped() -> list[GroundTruthPage]:
    return list(read_ground_truth(SAMPLE_FOLDER, SPLIT))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one short letter, and in it `fonts` with Pillow's own font."""
    font = ImageFont.load_default(20).path
    assert isinstance(font, BytesIO)
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "plain-latin-400-normal.woff2").write_bytes(font.getvalue())
    (tmp_path / LETTERS).write_text(json.dumps([SMALL]))
    return tmp_path


def described() -> list[dict[str, object]]:
    letters: list[dict[str, object]] = json.loads((SAMPLE_FOLDER / LETTERS).read_text("utf-8"))
    return letters


def test_there_are_letters_enough_of_many_hands() -> None:
    letters = described()
    assert len(letters) == 7
    assert len({letter["font"] for letter in letters}) >= 6
    assert sorted(str(letter["language"]) for letter in letters) == ["eng"] * 5 + ["fra"] * 2


def test_pictures_are_small_enough_to_ship(shipped: list[GroundTruthPage]) -> None:
    sizes = [page.image.stat().st_size for page in shipped]
    assert max(sizes) < 250 * KILOBYTE
    assert sum(sizes) < 4096 * KILOBYTE
    listed = {page.image.name for page in shipped} | {f"{page.image.stem}.xml" for page in shipped}
    assert {path.name for path in (SAMPLE_FOLDER / "pages").iterdir()} == listed


def test_pictures_are_what_their_truth_says(shipped: list[GroundTruthPage]) -> None:
    for page in shipped:
        with Image.open(page.image) as picture:
            assert picture.size == (page.page.width, page.page.height)
            assert picture.width == WIDTH
            assert picture.getexif()[282] == picture.getexif()[283] == DPI
            picture.load()
        assert page.page.image == page.image.name
        for line in page.page.lines():
            left, top, right, bottom = bounds(point for word in line.words for point in word.polygon)
            assert left >= 0
            assert top >= 0
            assert right <= page.page.width
            assert bottom <= page.page.height
            assert len(line.baseline) >= 2


def test_the_truth_is_the_text_of_the_letters(shipped: list[GroundTruthPage]) -> None:
    for letter in described():
        pages = [page.page for page in shipped if page.document == letter["document"]]
        assert 2 <= len(pages) <= 3
        blocks = letter["blocks"]
        assert isinstance(blocks, list)
        words = [word for block in blocks for word in str(block["text"]).split()]
        assert " ".join(line.text for page in pages for line in page.lines()).split() == words
        assert [word.text for page in pages for line in page.lines() for word in line.words] == words


def test_the_index_counts_right(shipped: list[GroundTruthPage]) -> None:
    rows = [json.loads(row) for row in (SAMPLE_FOLDER / "index.jsonl").read_text("utf-8").splitlines()]
    for row, page in zip(rows, shipped, strict=True):
        lines = list(page.page.lines())
        assert row["lines"] == len(lines)
        assert row["characters"] == sum(len(line.text) for line in lines)
        assert 8 <= len(lines) <= 18


def test_a_letter_is_made_without_network_and_always_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("The generator went to the network.")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    made = []
    for _ in range(2):
        call_command("make_sample", str(folder / "fonts"), "--folder", str(folder))
        made.append({path.name: path.read_bytes() for path in sorted((folder / "pages").iterdir())})
    assert list(made[0]) == ["note_1.webp", "note_1.xml"]
    assert made[0] == made[1]
    page = next(read_ground_truth(folder, SPLIT))
    assert page.page.text == "The gulls are back, all 41 of them.\n\nAda"


def test_making_one_letter_leaves_the_index_alone(folder: Path) -> None:
    (folder / "index.jsonl").write_text("as it was")
    call_command("make_sample", str(folder / "fonts"), "--folder", str(folder), "--only", "note")
    assert (folder / "pages" / "note_1.webp").is_file()
    assert (folder / "index.jsonl").read_text() == "as it was"


def test_an_unknown_letter_is_named(folder: Path) -> None:
    with pytest.raises(CommandError, match="no letter called ode"):
        call_command("make_sample", str(folder / "fonts"), "--folder", str(folder), "--only", "ode")


def test_a_missing_font_is_named(folder: Path) -> None:
    (folder / "fonts" / "plain-latin-400-normal.woff2").unlink()
    with pytest.raises(CommandError, match="@fontsource/plain"):
        call_command("make_sample", str(folder / "fonts"), "--folder", str(folder))
