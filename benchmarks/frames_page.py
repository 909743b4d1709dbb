"""A page as full as pages get: 800 lines in four columns, 2,000 words, a picture of 8 megapixels."""

from __future__ import annotations

import io
import random

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from recognition.models import (
    Document,
    Line,
    ModelVersion,
    Page,
    PageState,
    Project,
    Reading,
    Region,
    Source,
    SourceState,
    Word,
)

SLUG = "frames"
WIDTH, HEIGHT, MARGIN = 2400, 3400, 60
COLUMNS, ROWS, WORDS = 4, 200, 2000
_PITCH = (HEIGHT - 2 * MARGIN) / ROWS
_COLUMN = (WIDTH - 2 * MARGIN) / COLUMNS
_TEXTS = "acre barn mill field river stone lamb wheat quarter harvest tithe orchard meadow parish".split()


def make_full_page() -> Page:
    """Every eighth word is in doubt, so that the desk has something to ask."""
    rng = random.Random(0)
    project = Project.objects.create(name="Frames", slug=SLUG, threshold=0.9)
    page = _page(project)
    lines = _lines(page)
    counts = [WORDS // len(lines) + (number % 2) for number in range(len(lines))]  # 2 and 3 in turn
    version = ModelVersion.objects.create(name="frames", checksum="f" * 64)
    words = [_word(line, at, count) for line, count in zip(lines, counts, strict=True) for at in range(count)]
    Word.objects.bulk_create(words)
    readings = [
        Reading(word=word, model_version=version, text=rng.choice(_TEXTS), confidence=0.5 if number % 8 == 0 else 0.99)
        for number, word in enumerate(words)
    ]
    Reading.objects.bulk_create(readings)
    for word, reading in zip(words, readings, strict=True):
        word.reading = reading
    Word.objects.bulk_update(words, ["reading"], batch_size=500)
    _draw(page, words)
    return page


def _page(project: Project) -> Page:
    document = Document.objects.create(project=project, title="A full page")
    source = Source.objects.create(
        project=project, document=document, name="full.jpg", checksum="f" * 64, state=SourceState.UNPACKED
    )
    return Page.objects.create(
        document=document, source=source, number=1, width=WIDTH, height=HEIGHT, dpi=300, state=PageState.READ,
        read_at=timezone.now(),
    )  # fmt: skip


def _lines(page: Page) -> list[Line]:
    regions, lines = [], []
    for column in range(COLUMNS):
        left = MARGIN + column * _COLUMN
        outline = _box(left, MARGIN, left + _COLUMN - 20, HEIGHT - MARGIN)
        regions.append(Region(page=page, position=column, polygon=outline))
    Region.objects.bulk_create(regions)
    for number in range(COLUMNS * ROWS):
        column, row = divmod(number, ROWS)
        left, top = MARGIN + column * _COLUMN, MARGIN + row * _PITCH
        right, foot = left + _COLUMN - 40, top + 0.75 * _PITCH
        # Lines as the engine finds them have a dozen points, on the baseline and around.
        xs = [left + (right - left) * i / 11 for i in range(12)]
        baseline = [[x, foot + (i % 2) * 0.5] for i, x in enumerate(xs)]
        outline = [[x, top + i % 3] for i, x in enumerate(xs)] + [[x, top + _PITCH] for x in reversed(xs)]
        lines.append(Line(region=regions[column], page=page, position=number, baseline=baseline, polygon=outline))
    return Line.objects.bulk_create(lines)


def _word(line: Line, at: int, count: int) -> Word:
    left, right = line.baseline[0][0], line.baseline[-1][0]
    start, end = at / count, (at + 0.9) / count
    top = line.polygon[0][1]
    place = _box(left + start * (right - left), top, left + end * (right - left), top + _PITCH)
    return Word(line=line, page=line.page, position=at, polygon=place, start=start, end=end)


def _draw(page: Page, words: list[Word]) -> None:
    picture = Image.effect_noise((WIDTH, HEIGHT), 12).point(lambda value: min(255, value + 100)).convert("RGB")
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(size=13)
    for word in words:
        pen.text(tuple(word.polygon[0]), word.reading.text, fill=(50, 40, 30), font=font)
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=90)
    page.image.save("full.jpg", ContentFile(data.getvalue()), save=False)
    picture.thumbnail((320, 320))
    small = io.BytesIO()
    picture.save(small, "JPEG")
    page.thumbnail.save("small.jpg", ContentFile(small.getvalue()), save=False)
    page.save()


def _box(left: float, top: float, right: float, bottom: float) -> list[list[float]]:
    return [[left, top], [right, top], [right, bottom], [left, bottom]]
