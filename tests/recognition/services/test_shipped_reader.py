"""The shipped reader, from a file's bytes to rows."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from recognition.engine.imaging.steps import DEFAULT_STEPS
from recognition.models import Label, LabelKind, Line, Page, PageState, Source, Word
from recognition.services import recognize, unpack
from recognition.services.ingest import take_in
from recognition.services.labels import make_label

LINES = ("My dear Dyer", "I have gone into the matter", "and am satisfied that it was so")


@pytest.fixture(scope="module")
def scan() -> bytes:
    sheet = Image.new("L", (1400, 1000), 235)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(64)
    for number, text in enumerate(LINES):
        draw.text((120, 200 + 160 * number), text, fill=40, font=font)
    data = io.BytesIO()
    sheet.save(data, "PNG", dpi=(200, 200))
    return data.getvalue()


@pytest.fixture
def letter(project, ben, scan) -> Page:
    (taken,) = take_in(project=project, files=[("letter.png", io.BytesIO(scan))], user=ben)
    unpack.unpack_source(Source.objects.get(pk=taken.source_id).pk)
    page = Page.objects.get()
    recognize.read_page(page.pk)
    page.refresh_from_db()
    return page


def test_a_letter_is_read_into_words_with_places_alternatives_and_confidence(letter):
    assert letter.state == PageState.READ
    assert [step["name"] for step in letter.steps] == list(DEFAULT_STEPS)
    assert letter.model_version.checksum == recognize.reader().checksum
    lines = Line.objects.filter(page=letter)
    assert lines.count() == len(LINES)
    for line in lines:
        assert Image.open(io.BytesIO(line.picture.open().read())).size == (line.picture_width, line.picture_height)
    words = Word.objects.filter(page=letter).select_related("reading")
    assert words.count() >= len(LINES)
    for word in words:
        assert 0 <= word.start < word.end <= 1
        assert all(0 <= x <= letter.width and 0 <= y <= letter.height for x, y in word.polygon)
        assert 0 <= word.reading.confidence <= 1
        assert word.reading.alternatives[0]["text"] == word.reading.text
        assert len(word.reading.alternatives) <= 5


def test_every_label_finds_its_word_again(letter, anna):
    words = list(Word.objects.filter(page=letter).select_related("reading"))
    for word in words:
        make_label(word=word, kind=LabelKind.TEXT, text=word.reading.text, author=anna)
    before = list(Label.objects.values())
    recognize.read_page(letter.pk)
    assert list(Label.objects.values()) == before
    again = Word.objects.filter(page=letter).select_related("reading", "label")
    assert [word.label.text for word in again] == [word.reading.text for word in words]
    # The labels are words of the project now, with which the machine may cut a line otherwise; most it reads the same.
    assert sum(word.reading is not None and word.reading.text == word.label.text for word in again) > 0.7 * len(words)
