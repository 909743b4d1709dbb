"""Answers in the shape of the API reference: DetectDocumentText, Block."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from recognition.engine.backends.aws_textract import AwsTextract

PAGE = np.full((100, 200), 220, np.uint8)


def block(kind: str, name: str, children: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    related = [{"Type": "CHILD", "Ids": list(children)}] if children else []
    return {"BlockType": kind, "Id": name, "Relationships": related, **more}


def word(name: str, text: str, left: float, confidence: float) -> dict[str, Any]:
    corners = [(left, 0.2), (left + 0.1, 0.2), (left + 0.1, 0.4), (left, 0.4)]
    geometry = {"Polygon": [{"X": x, "Y": y} for x, y in corners]}
    return block("WORD", name, Text=text, Confidence=confidence, TextType="HANDWRITING", Geometry=geometry)


class Client:
    def __init__(self) -> None:
        self.documents: list[dict[str, bytes]] = []

    def detect_document_text(self, Document: dict[str, bytes]) -> dict[str, Any]:
        self.documents.append(Document)
        return {
            "DocumentMetadata": {"Pages": 1},
            "Blocks": [
                block("PAGE", "p", ("l1", "l2")),
                block("LINE", "l1", ("w1", "w2"), Text="My dear", Confidence=99.0),
                block("LINE", "l2", ("w3",), Text="Dyer", Confidence=50.0),
                word("w1", "My", 0.1, 99.5),
                word("w2", "dear", 0.3, 40.0),
                word("w3", "Dyer", 0.5, 50.0),
            ],
        }


def test_lines_with_their_words() -> None:
    page = AwsTextract(Client()).read_page(PAGE, "eng", "p")
    assert [line.text for line in page.lines()] == ["My dear", "Dyer"]
    assert [w.confidence for line in page.lines() for w in line.words] == pytest.approx([0.995, 0.4, 0.5])


def test_shares_of_the_picture_become_pixels() -> None:
    first = next(AwsTextract(Client()).read_page(PAGE).lines())
    assert first.words[0].polygon == (
        pytest.approx((20, 20)), pytest.approx((40, 20)), pytest.approx((40, 40)), pytest.approx((20, 40)),
    )  # fmt: skip


def test_the_picture_is_sent_as_bytes_of_a_jpeg() -> None:
    client = Client()
    AwsTextract(client).read_page(PAGE)
    assert client.documents[0]["Bytes"][:2] == b"\xff\xd8"


def test_a_page_without_text() -> None:
    client = Client()
    client.detect_document_text = lambda Document: {"Blocks": [{"BlockType": "PAGE", "Id": "p"}]}  # type: ignore[method-assign]
    assert list(AwsTextract(client).read_page(PAGE).lines()) == []
