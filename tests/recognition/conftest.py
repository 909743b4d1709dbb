"""Projects with read and partly reviewed pages, built by hand."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from recognition.models import (
    Document,
    Label,
    LabelKind,
    Line,
    ModelVersion,
    Page,
    PageState,
    Project,
    Reading,
    Region,
    Source,
    Word,
)  # fmt: skip

#: A line picture's width in pixels; the value of every pixel is its column.
PICTURE_WIDTH = 200


@dataclass(frozen=True)
class Said:
    """A word: what the machine read, and what a person decided, if anybody did."""

    reading: str | None
    label: str | None = None
    kind: LabelKind = LabelKind.TEXT
    confidence: float = 0.5
    alternatives: tuple[tuple[str, float], ...] = ()
    withdrawn: bool = False


Paragraph = Sequence[Sequence[Said | str]]


class Desk:
    """Writes documents into a project as ingestion, reading and review would."""

    def __init__(self, person: Any, slug: str = "letters") -> None:
        self.person = person
        self.project = Project.objects.create(name=slug.title(), slug=slug, language="eng")
        self.reader = ModelVersion.objects.create(name=f"reader-{slug}", checksum=slug)

    def document(self, title: str, *pages: Sequence[Paragraph]) -> Document:
        document = Document.objects.create(project=self.project, title=title)
        source = Source.objects.create(project=self.project, document=document, name=title, checksum=f"{document.pk}")
        for number, paragraphs in enumerate(pages, 1):
            self._page(document, source, number, paragraphs)
        return document

    def _page(self, document: Document, source: Source, number: int, paragraphs: Sequence[Paragraph]) -> None:
        page = Page(document=document, source=source, number=number, width=1000, height=1400)
        page.image.save("x.jpg", ContentFile(b"image of page %d" % number), save=False)
        page.steps, page.state, page.model_version = [{"name": "deskew", "settings": {}}], PageState.READ, self.reader
        page.save()
        row = 0
        for position, lines in enumerate(paragraphs):
            region = Region.objects.create(page=page, position=position)
            for words in lines:
                self._line(region, row, words)
                row += 1

    def _line(self, region: Region, row: int, words: Sequence[Said | str]) -> None:
        top = 100 + 50 * row
        line = Line(
            region=region, page=region.page, position=row, baseline=[[100, top + 30], [900, top + 30]],
            polygon=[[100, top], [900, top], [900, top + 40], [100, top + 40]],
        )  # fmt: skip
        line.picture.save("x.png", ContentFile(_line_picture()), save=False)
        line.save()
        for position, word in enumerate(words):
            said = Said(word) if isinstance(word, str) else word
            self._word(line, position, len(words), said)

    def _word(self, line: Line, position: int, count: int, said: Said) -> None:
        start, end = position / count, (position + 1) / count
        (left, top), bottom = line.polygon[0], line.polygon[2][1]
        x0, x1 = left + 800 * start, left + 800 * end
        polygon = [[x0, top], [x1, top], [x1, bottom], [x0, bottom]]
        word = Word.objects.create(
            line=line, page=line.page, position=position, polygon=polygon, start=start, end=end
        )  # fmt: skip
        if said.reading is not None:
            others = [{"text": text, "confidence": confidence} for text, confidence in said.alternatives]
            word.reading = Reading.objects.create(
                word=word, model_version=self.reader, text=said.reading, confidence=said.confidence, alternatives=others
            )
        if said.label is not None or said.kind != LabelKind.TEXT:
            word.label = Label.objects.create(
                page=line.page, kind=said.kind, text=said.label or "", polygon=polygon, line_baseline=line.baseline,
                line_polygon=line.polygon, line_position=line.position, position=position,
                reading_text=said.reading or "", author=self.person,
                withdrawn_at=timezone.now() if said.withdrawn else None,
            )  # fmt: skip
        word.save()


def _line_picture() -> bytes:
    picture = Image.new("L", (PICTURE_WIDTH, 20))
    picture.putdata([column for _ in range(20) for column in range(PICTURE_WIDTH)])
    png = io.BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()


@pytest.fixture
def desk(db: None, django_user_model: Any) -> Desk:
    return Desk(django_user_model.objects.create_user("anna"))


@pytest.fixture
def said() -> type[Said]:
    return Said


@pytest.fixture
def another_desk(desk: Desk) -> Desk:
    """A second project, to be left out."""
    return Desk(desk.person, "registers")
