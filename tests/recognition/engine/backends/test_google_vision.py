"""Answers in the shape of the client's messages: AnnotateImageResponse, TextAnnotation."""

from __future__ import annotations

from types import SimpleNamespace as Record
from typing import Any

import numpy as np
import pytest

from recognition.engine.backends.backend import BackendError
from recognition.engine.backends.google_vision import GoogleVision
from recognition.engine.geometry import bounds

PAGE = np.full((100, 200), 220, np.uint8)
NONE, SPACE, LINE_END, HYPHEN, LINE_BREAK = 0, 1, 3, 4, 5


def part(text: str, left: int, ending: int, confidence: float = 0.9) -> Record:
    """What the service calls a word; the break stands at its last symbol."""
    symbols = [Record(text=c, property=Record(detected_break=Record(type_=NONE))) for c in text]
    symbols[-1].property.detected_break.type_ = ending
    corners = [Record(x=x, y=y) for x, y in ((left, 20), (left + 10, 20), (left + 10, 40), (left, 40))]
    return Record(symbols=symbols, confidence=confidence, bounding_box=Record(vertices=corners))


def answer(*paragraphs: list[Record]) -> Record:
    block = Record(paragraphs=[Record(words=list(words)) for words in paragraphs])
    annotation = Record(pages=[Record(blocks=[block])])
    return Record(error=Record(code=0, message=""), full_text_annotation=annotation)


class Client:
    def __init__(self, response: Any) -> None:
        self.response, self.requests = response, []

    def batch_annotate_images(self, requests: list[dict[str, Any]]) -> Record:
        self.requests += requests
        return Record(responses=[self.response])


def texts(*paragraphs: list[Record]) -> list[list[str]]:
    page = GoogleVision(Client(answer(*paragraphs))).read_page(PAGE)
    return [[w.text for w in line.words] for line in page.lines()]


def test_breaks_end_words_and_lines() -> None:
    first = [part("My", 10, SPACE), part("dear", 30, LINE_END), part("Dyer", 10, LINE_BREAK)]
    assert texts(first, [part("I", 10, NONE)]) == [["My", "dear"], ["Dyer"], ["I"]]


def test_punctuation_joins_the_word_it_stands_at() -> None:
    read = GoogleVision(Client(answer([part("lit", 10, NONE, 0.8), part(".", 20, LINE_BREAK, 0.3)]))).read_page(PAGE)
    (word,) = next(read.lines()).words
    assert (word.text, word.confidence, bounds(word.polygon)) == ("lit.", 0.3, (10, 20, 30, 40))


def test_a_hyphen_at_the_end_of_a_line_is_written() -> None:
    assert texts([part("let", 10, HYPHEN), part("ters", 10, LINE_BREAK)]) == [["let-"], ["ters"]]


def test_the_request_names_the_feature_and_the_language() -> None:
    client = Client(answer())
    GoogleVision(client).read_page(PAGE, "fra")
    (request,) = client.requests
    assert request["features"] == [{"type_": "DOCUMENT_TEXT_DETECTION"}]
    assert request["image_context"] == {"language_hints": ["fr"]}
    assert request["image"]["content"][:2] == b"\xff\xd8"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [(8, "quota of Google Cloud Vision"), (7, "has no key"), (3, "could not read")],
)
def test_an_error_within_the_answer(code: int, sentence: str) -> None:
    response = Record(error=Record(code=code, message="no"), full_text_annotation=None)
    with pytest.raises(BackendError, match=sentence):
        GoogleVision(Client(response)).read_page(PAGE)
