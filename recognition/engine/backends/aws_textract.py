"""AWS Textract, DetectDocumentText, by Amazon's official client boto3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from ..transcription import Line, Page, Word
from .backend import BackendSetup, Image
from .cloud import Service, jpeg
from .lines import line_of, page_of
from .names import AWS, READERS
from .sheet import read_on_sheets

SERVICE = Service(READERS[AWS].label, "boto3", "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_DEFAULT_REGION")


class AwsTextract:
    """`dollars_a_page`: the list price of DetectDocumentText is $1.50 for 1,000 pages of the first million of a
    month in us-east-1 (aws.amazon.com/textract/pricing, 2026-11); other regions differ. The service takes no
    language."""

    name, needs_network, calibrated = AWS, True, False
    version = SERVICE.label

    def __init__(self, client: Any, dollars_a_page: float = 0.0015) -> None:
        """`client`: boto3.client("textract")."""
        self._client, self.dollars_a_page = client, dollars_a_page

    @classmethod
    def open(cls, setup: BackendSetup) -> AwsTextract:
        boto3 = SERVICE.client("boto3")
        return cls(SERVICE.call(lambda: boto3.client("textract")))

    def read_page(self, image: Image, language: str = "", name: str = "") -> Page:
        answer = SERVICE.call(lambda: self._client.detect_document_text(Document={"Bytes": jpeg(image)}))
        height, width = image.shape[:2]
        return page_of([lines(answer["Blocks"], width, height)], width, height, name)

    def read_lines(self, strips: Sequence[Image], language: str = "") -> list[Line]:
        return read_on_sheets(partial(self.read_page, language=language), strips)


def lines(blocks: Sequence[Mapping[str, Any]], width: int, height: int) -> list[Line]:
    """Lines of an answer's Blocks. Its points are shares of the picture, its confidences 0 to 100."""
    by_id = {block["Id"]: block for block in blocks}
    found = []
    for block in blocks:
        if block["BlockType"] == "LINE":
            children = [i for r in block.get("Relationships", []) if r["Type"] == "CHILD" for i in r["Ids"]]
            words = [_word(by_id[i], width, height) for i in children if by_id[i]["BlockType"] == "WORD"]
            if words:
                found.append(line_of(words))
    return found


def _word(block: Mapping[str, Any], width: int, height: int) -> Word:
    corners = tuple((float(p["X"]) * width, float(p["Y"]) * height) for p in block["Geometry"]["Polygon"])
    return Word(block["Text"], corners, float(block["Confidence"]) / 100)
