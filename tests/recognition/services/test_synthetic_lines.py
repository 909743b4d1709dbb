"""Packed synthetic lines from a folder of books and a folder of fonts."""

from __future__ import annotations

import lzma
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import ImageFont

from recognition.engine.alphabet import Alphabet
from recognition.engine.learning.samples import load_samples
from recognition.services.synthetic_lines import LinesRequest, MaterialError, make_lines

BOOK = 30 * "The gulls came back on Monday and the whole harbour went down to count them. "
LETTERS = Alphabet.of_texts([BOOK, "0123456789"])


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "text"
    folder.mkdir()
    for language in ("eng", "fra"):
        (folder / f"{language}-one.txt.xz").write_bytes(lzma.compress(BOOK.encode()))
    return folder


@pytest.fixture
def fonts(tmp_path: Path) -> Path:
    font = ImageFont.load_default(20).path
    assert isinstance(font, BytesIO)
    (tmp_path / "fonts/plain").mkdir(parents=True)
    (tmp_path / "fonts/plain/plain-latin-400-normal.woff2").write_bytes(font.getvalue())
    return tmp_path / "fonts"


def test_the_same_request_makes_the_same_file(texts: Path, fonts: Path, tmp_path: Path) -> None:
    request = LinesRequest(texts, fonts, LETTERS, count=12, seed=3)
    for name in ("a.npz", "b.npz"):
        assert list(make_lines(request, tmp_path / name)) == [12]
    samples = load_samples(tmp_path / "a.npz")
    assert samples == load_samples(tmp_path / "b.npz")
    assert len({sample.id for sample in samples}) == 12
    assert {(sample.collection, sample.split, sample.writer) for sample in samples} == {("synthetic", "train", "plain")}
    assert all(LETTERS.can_write(sample.text) for sample in samples)
    assert all(sample.image().shape == (48, sample.width) for sample in samples)


def test_a_folder_without_fonts_is_named(texts: Path, tmp_path: Path) -> None:
    with pytest.raises(MaterialError, match="has no fonts"):
        list(make_lines(LinesRequest(texts, tmp_path, LETTERS, count=1), tmp_path / "a.npz"))
    assert not (tmp_path / "a.npz").exists()


def test_a_missing_folder_is_named_before_the_work(texts: Path, fonts: Path, tmp_path: Path) -> None:
    with pytest.raises(MaterialError, match="no folder"):
        next(make_lines(LinesRequest(texts, fonts, LETTERS, count=1), tmp_path / "gone/a.npz"))


def test_the_command_names_the_missing_language(texts: Path, fonts: Path, tmp_path: Path) -> None:
    (texts / "fra-one.txt.xz").unlink()
    output = tmp_path / "a.npz"
    with pytest.raises(CommandError, match="fra"):
        call_command("make_lines", str(texts), str(fonts), "--count=1", f"--output={output}")
