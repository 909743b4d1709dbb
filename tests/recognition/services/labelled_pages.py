"""Documents whose pages show what people confirmed on them, learned from or held out."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from recognition.models import Document, LabelKind, Page, Project
from recognition.services.dataset_versions import HELD_OUT, LEARNED
from recognition.services.datasets import TRAIN, split_of
from recognition.services.labels import make_label
from tests.conftest import LINE_HEIGHT, LINE_PITCH, MARGIN, PAGE_SIZE, WORD_PITCH, MakePage

TEXTS = [["lamp", "map", "palm"], ["lap", "amp"]]


def document_of(project: Project, side: str) -> Document:
    """A new document that is learned from, or held out."""
    while True:
        document = Document.objects.create(project=project, title=f"{side} {project.documents.count()}")
        if (split_of(document) == TRAIN) == (side == LEARNED):
            return document
        document.delete()


def labelled_page(
    make_page: MakePage, document: Document, author: User, texts: Sequence[Sequence[str]] = TEXTS, seed: int = 0
) -> Page:
    """A page of printed words, each confirmed. Pages of one seed have the same picture."""
    page = read_page(make_page, document, texts, seed=seed)
    for word in page.words.select_related("reading"):
        make_label(word=word, kind=LabelKind.TEXT, text=word.reading.text, author=author)
    return page


def read_page(
    make_page: MakePage, document: Document, texts: Sequence[Sequence[str]] = TEXTS, sure: float = 0.5, seed: int = 0
) -> Page:
    """A page of printed words that nobody has reviewed."""
    page = make_page([[(text, sure) for text in line] for line in texts], document=document)
    page.image.delete(save=False)
    page.image.save("page.png", ContentFile(_picture(texts, seed)))
    return page


def both_sides(make_page: MakePage, project: Project, author: User, held_out: int = 3) -> list[Page]:
    """One page to learn from and some held out, each in a document of its own."""
    sides = [LEARNED, *[HELD_OUT] * held_out]
    return [
        labelled_page(make_page, document_of(project, side), author, seed=number) for number, side in enumerate(sides)
    ]


def _picture(texts: Sequence[Sequence[str]], seed: int) -> bytes:
    picture = np.random.default_rng(seed).integers(215, 235, PAGE_SIZE[::-1], dtype=np.uint8)
    for row, words in enumerate(texts):
        for column, word in enumerate(words):
            place = (MARGIN + column * WORD_PITCH + 2, MARGIN + row * LINE_PITCH + LINE_HEIGHT - 12)
            cv2.putText(picture, word, place, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 30, 2)
    _, png = cv2.imencode(".png", picture)
    return png.tobytes()
