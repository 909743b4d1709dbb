"""Azure Document Intelligence, model prebuilt-read, by Microsoft's official client azure-ai-documentintelligence."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from ..transcription import Line, Page, Word
from .backend import BackendError, BackendSetup, Image
from .cloud import Service, jpeg
from .lines import line_of, page_of
from .names import AZURE, READERS
from .sheet import read_on_sheets

SERVICE = Service(
    READERS[AZURE].label, "azure-ai-documentintelligence", "set AZURE_DOCUMENT_ENDPOINT and AZURE_DOCUMENT_KEY"
)
_MODEL = "prebuilt-read"
_LOCALES = {"eng": "en", "fra": "fr"}


class AzureDocuments:
    """`dollars_a_page`: the list price of Read is $1.50 for 1,000 pages of the first million of a month
    (azure.microsoft.com/pricing/details/document-intelligence, 2026-11); regions differ."""

    name, needs_network, calibrated = AZURE, True, False
    version = f"{SERVICE.label} {_MODEL}"

    def __init__(self, client: Any, dollars_a_page: float = 0.0015) -> None:
        """`client`: a DocumentIntelligenceClient."""
        self._client, self.dollars_a_page = client, dollars_a_page

    @classmethod
    def open(cls, setup: BackendSetup) -> AzureDocuments:
        service = SERVICE.client("azure.ai.documentintelligence")
        credential = SERVICE.client("azure.core.credentials").AzureKeyCredential
        if not (setup.azure_endpoint and setup.azure_key):
            raise BackendError(f"{SERVICE.label} has no key: {SERVICE.key}.")
        return cls(service.DocumentIntelligenceClient(setup.azure_endpoint, credential(setup.azure_key)))

    def read_page(self, image: Image, language: str = "", name: str = "") -> Page:
        result = SERVICE.call(lambda: self._analyse(jpeg(image), _LOCALES.get(language)))
        height, width = image.shape[:2]
        return page_of([list(lines(result))], width, height, name)

    def read_lines(self, strips: Sequence[Image], language: str = "") -> list[Line]:
        return read_on_sheets(partial(self.read_page, language=language), strips)

    def _analyse(self, picture: bytes, locale: str | None) -> Any:
        body, kind = io.BytesIO(picture), "application/octet-stream"
        return self._client.begin_analyze_document(_MODEL, body, locale=locale, content_type=kind).result()


def lines(result: Any) -> Iterator[Line]:
    """Lines of an AnalyzeResult; a word belongs to the line within whose spans of the whole text it begins."""
    for page in result.pages:
        for line in page.lines or ():
            words = [_word(word) for word in page.words or () if _within(word.span.offset, line.spans)]
            if words:
                yield line_of(words)


def _within(offset: int, spans: Sequence[Any]) -> bool:
    return any(span.offset <= offset < span.offset + span.length for span in spans)


def _word(word: Any) -> Word:
    """Its corners are one flat list x, y, x, y …, in pixels where the document is a picture."""
    corners = tuple((float(x), float(y)) for x, y in zip(word.polygon[::2], word.polygon[1::2], strict=True))
    return Word(word.content, corners, float(word.confidence))
