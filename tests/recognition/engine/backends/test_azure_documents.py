"""Answers in the shape of the client's models: AnalyzeResult, DocumentPage, DocumentLine, DocumentWord."""

from __future__ import annotations

from types import SimpleNamespace as Record
from typing import Any, BinaryIO

import numpy as np
import pytest

from recognition.engine.backends.azure_documents import AzureDocuments

PAGE = np.full((100, 200), 220, np.uint8)


def word(text: str, offset: int, left: float, confidence: float) -> Record:
    polygon = [left, 20.0, left + 30, 20.0, left + 30, 40.0, left, 40.0]
    return Record(content=text, span=Record(offset=offset, length=len(text)), polygon=polygon, confidence=confidence)


RESULT = Record(
    content="My dear\nDyer",
    pages=[
        Record(
            page_number=1, width=200, height=100, unit="pixel",
            words=[word("My", 0, 10, 0.9), word("dear", 3, 50, 0.4), word("Dyer", 8, 10, 0.7)],
            lines=[
                Record(content="My dear", polygon=[], spans=[Record(offset=0, length=7)]),
                Record(content="Dyer", polygon=[], spans=[Record(offset=8, length=4)]),
            ],
        )
    ],
)  # fmt: skip


class Client:
    def __init__(self, result: Any = RESULT) -> None:
        self.result, self.calls = result, []

    def begin_analyze_document(self, model_id: str, body: BinaryIO, **more: Any) -> Record:
        self.calls.append((model_id, body.read()[:2], more))
        return Record(result=lambda: self.result)


def test_lines_take_the_words_within_their_spans() -> None:
    page = AzureDocuments(Client()).read_page(PAGE, name="p")
    assert [line.text for line in page.lines()] == ["My dear", "Dyer"]
    first = next(page.lines()).words[0]
    assert (first.confidence, first.polygon) == (0.9, ((10, 20), (40, 20), (40, 40), (10, 40)))


def test_the_read_model_is_asked_in_the_language() -> None:
    client = Client()
    AzureDocuments(client).read_page(PAGE, "fra")
    AzureDocuments(client).read_page(PAGE)
    assert [(model, picture, more["locale"]) for model, picture, more in client.calls] == [
        ("prebuilt-read", b"\xff\xd8", "fr"),
        ("prebuilt-read", b"\xff\xd8", None),
    ]


@pytest.mark.parametrize("pages", [[], [Record(words=None, lines=None)]])
def test_a_page_without_text(pages: list[Record]) -> None:
    assert list(AzureDocuments(Client(Record(pages=pages))).read_page(PAGE).lines()) == []
