"""Google Cloud Vision, DOCUMENT_TEXT_DETECTION, by its official client google-cloud-vision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from ..geometry import bounds
from ..transcription import Line, Page, Word
from .backend import BackendSetup, Image
from .cloud import Service, jpeg
from .lines import box, line_of, page_of
from .names import GOOGLE, READERS
from .sheet import read_on_sheets

SERVICE = Service(
    READERS[GOOGLE].label,
    "google-cloud-vision",
    "let GOOGLE_APPLICATION_CREDENTIALS name the file of a service account's key",
)
#: google.rpc.Code, as it stands in the `error` of a response.
_RPC_CODES = {7: "PermissionDenied", 8: "ResourceExhausted", 16: "Unauthenticated"}
_HINTS = {"eng": "en", "fra": "fr"}
#: TextAnnotation.DetectedBreak.BreakType
_NO_BREAK, _LINE_END_SPACE, _HYPHEN, _LINE_BREAK = 0, 3, 4, 5


class GoogleVision:
    """`dollars_a_page`: the list price is $1.50 for 1,000 pictures, from the 1,001st of a month on
    (cloud.google.com/vision/pricing, looked up 2026-11)."""

    name, needs_network, calibrated = GOOGLE, True, False
    version = SERVICE.label

    def __init__(self, client: Any, dollars_a_page: float = 0.0015) -> None:
        """`client`: a vision.ImageAnnotatorClient."""
        self._client, self.dollars_a_page = client, dollars_a_page

    @classmethod
    def open(cls, setup: BackendSetup) -> GoogleVision:
        return cls(SERVICE.call(SERVICE.client("google.cloud.vision").ImageAnnotatorClient))

    def read_page(self, image: Image, language: str = "", name: str = "") -> Page:
        request: dict[str, object] = {
            "image": {"content": jpeg(image)},
            "features": [{"type_": "DOCUMENT_TEXT_DETECTION"}],
            "image_context": {"language_hints": [_HINTS[language]] if language in _HINTS else []},
        }
        answer = SERVICE.call(lambda: self._client.batch_annotate_images(requests=[request])).responses[0]
        if answer.error.code:
            raise SERVICE.refusal(frozenset({_RPC_CODES.get(answer.error.code, "")}), answer.error.message)
        height, width = image.shape[:2]
        return page_of(blocks(answer.full_text_annotation), width, height, name)

    def read_lines(self, strips: Sequence[Image], language: str = "") -> list[Line]:
        return read_on_sheets(partial(self.read_page, language=language), strips)


def blocks(annotation: Any) -> Iterator[list[Line]]:
    """Lines by paragraph of a TextAnnotation, whose breaks say where words and lines end."""
    for page in annotation.pages:
        for block in page.blocks:
            for paragraph in block.paragraphs:
                yield list(_lines(paragraph.words))


def _lines(parts: Iterable[Any]) -> Iterator[Line]:
    """What the service calls words are parts: punctuation stands alone, and only a break ends a word."""
    words: list[Word] = []
    pending: list[Any] = []
    for part in parts:
        pending.append(part)
        end = int(part.symbols[-1].property.detected_break.type_)
        if end != _NO_BREAK:
            words.append(_word(pending, "-" if end == _HYPHEN else ""))
            pending = []
        if end in (_LINE_END_SPACE, _HYPHEN, _LINE_BREAK):
            yield line_of(words)
            words = []
    if pending:
        words.append(_word(pending, ""))
    if words:
        yield line_of(words)


def _word(parts: Sequence[Any], ending: str) -> Word:
    """As sure as its least sure part."""
    text = "".join(symbol.text for part in parts for symbol in part.symbols)
    corners = [(float(v.x), float(v.y)) for part in parts for v in part.bounding_box.vertices]
    return Word(text + ending, box(*bounds(corners)), min(float(part.confidence) for part in parts))
