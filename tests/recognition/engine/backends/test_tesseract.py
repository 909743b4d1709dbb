"""Tesseract's table, and Tesseract itself where it is installed."""

from __future__ import annotations

import shutil

import pytest

from recognition.engine.backends.backend import BackendError, BackendSetup
from recognition.engine.backends.tesseract import Tesseract, words_by_place
from recognition.engine.geometry import bounds
from tests.recognition.engine.backends.pictures import LINES, page, strip

needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="Tesseract is not installed.")
HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
ROWS = [
    "1 1 0 0 0 0 0 0 500 64 -1 ",
    "5 1 1 1 1 1 10 18 70 28 96.05 The",
    '5 1 1 1 1 2 100 18 90 28 41.5 "la\tmp"',
    "5 1 1 1 2 1 10 60 70 28 -1  ",
    "5 1 2 1 1 1 10 90 70 28 100 lit",
    "1 2 0 0 0 0 0 0 500 64 -1 ",
    "1 3 0 0 0 0 0 0 500 64 -1 ",
    "5 3 1 1 1 1 5 6 7 8 50 end",
]
TSV = "\n".join([HEAD, *(row.replace(" ", "\t", 11) for row in ROWS)])


def test_words_stand_by_picture_block_and_line() -> None:
    found = words_by_place(TSV, 3)
    texts = [[[[w.text for w in line] for line in block] for block in image] for image in found]
    assert texts == [[[["The", '"la\tmp"']], [["lit"]]], [], [[["end"]]]]


def test_boxes_are_pixels_and_confidences_shares() -> None:
    the, lamp = words_by_place(TSV, 3)[0][0][0]
    assert the.polygon == ((10, 18), (80, 18), (80, 46), (10, 46))
    assert [the.confidence, lamp.confidence] == pytest.approx([0.9605, 0.415])


def test_a_missing_program_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(BackendError, match="not installed: install Debian's packages tesseract-ocr"):
        Tesseract.open(BackendSetup())


def test_a_missing_language_is_one_sentence() -> None:
    with pytest.raises(BackendError, match="install Debian's package tesseract-ocr-fra"):
        Tesseract("tesseract", ["eng"], "").read_lines([strip("a")], "fra")


@needs_tesseract
def test_it_reads_printed_lines_in_order() -> None:
    lines = Tesseract.open(BackendSetup()).read_lines([strip(text) for text in LINES], "eng")
    assert [line.text for line in lines] == list(LINES)
    assert all((word.confidence or 0) > 0.5 for word in lines[0].words)


@needs_tesseract
def test_it_reads_a_page_in_its_pixels() -> None:
    read = Tesseract.open(BackendSetup()).read_page(page(), "eng", "p")
    assert [line.text for line in read.lines()] == list(LINES)
    assert (read.width, read.height) == (600, 400)
    for number, line in enumerate(read.lines(), 1):
        assert line.baseline[0][1] == pytest.approx(100 * number, abs=12)
        assert bounds(line.words[0].polygon)[0] == pytest.approx(40, abs=6)
    assert len({word.id for line in read.lines() for word in line.words}) == 7
