"""The elements of a PAGE 2019-07-15 file, in the order its schema wants them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from ..engine.transcription import MACHINE, PERSON, SPELLING, Line, Page, Polygon, Region, Transcription, Word
from .format import Stamp
from .outline import area, line_outline, on_page, region_outline
from .xml_parts import SCHEMA_LOCATION, XSI, UniqueIds, add, points, probability, writable

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
#: Name of the metadata items that list the preprocessing, and of the one that names the model.
STEP, MODEL = "preprocessing", "model"

_LANGUAGES = {"eng": "English", "fra": "French"}
_KINDS = frozenset(
    {
        "paragraph", "heading", "caption", "header", "footer", "page-number", "drop-capital", "credit", "floating",
        "signature-mark", "catch-word", "marginalia", "footnote", "footnote-continued", "endnote", "TOC-entry",
        "list-label", "other",
    }
)  # fmt: skip
_CUSTOM_BREAKERS = re.compile(r"[{};]")


def page_element(page: Page, transcription: Transcription, stamp: Stamp) -> etree._Element:
    """The root element, PcGts. The transcription gives language and model, the page all else."""
    root = etree.Element(f"{{{NAMESPACE}}}PcGts", nsmap={None: NAMESPACE} | XSI)
    root.set(SCHEMA_LOCATION, f"{NAMESPACE} {NAMESPACE}/pagecontent.xsd")
    _metadata(root, page, transcription.model, stamp)
    node = add(root, "Page", imageFilename=page.image, imageWidth=page.width, imageHeight=page.height)
    if language := _LANGUAGES.get(transcription.language):
        node.set("primaryLanguage", language)
    _PageWriter(page, node).write()
    return root


def _metadata(root: etree._Element, page: Page, model: str, stamp: Stamp) -> None:
    node = add(root, "Metadata")
    add(node, "Creator", stamp.creator)
    add(node, "Created", stamp.moment)
    add(node, "LastChange", stamp.moment)
    for step in page.steps:
        add(node, "MetadataItem", type="processingStep", name=STEP, value=step)
    if model:
        add(node, "MetadataItem", type="processingStep", name=MODEL, value=model)


class _PageWriter:
    """Knows the page's size, and which ids are taken."""

    def __init__(self, page: Page, node: etree._Element) -> None:
        self.page, self.node = page, node
        self.ids = UniqueIds()

    def write(self) -> None:
        names = [self.ids.take(region.id, f"r{i}") for i, region in enumerate(self.page.regions, 1)]
        if names:
            group = add(add(self.node, "ReadingOrder"), "OrderedGroup", id=self.ids.take("", "order"))
            for index, name in enumerate(names):
                add(group, "RegionRefIndexed", index=index, regionRef=name)
        for region, name in zip(self.page.regions, names, strict=True):
            self._region(region, name)

    def _region(self, region: Region, name: str) -> None:
        known = region.kind in _KINDS
        node = add(self.node, "TextRegion", id=name, type=region.kind if known else "other")
        if not known:
            node.set("custom", f"structure {{type:{_CUSTOM_BREAKERS.sub(' ', writable(region.kind)).strip()};}}")
        self._coords(node, region_outline(region))
        for number, line in enumerate(region.lines, 1):
            self._line(node, line, self.ids.take(line.id, f"{name}l{number}"))
        words = [word for line in region.lines for word in line.words]
        _text(node, "\n".join(line.text for line in region.lines), _authors(words))

    def _line(self, parent: etree._Element, line: Line, name: str) -> None:
        node = add(parent, "TextLine", id=name)
        outline = line_outline(line)
        self._coords(node, outline)
        baseline = on_page(line.baseline, self.page.width, self.page.height)
        if len(baseline) > 1:
            add(node, "Baseline", points=points(baseline))
        for number, word in enumerate(line.words, 1):
            self._word(node, word, self.ids.take(word.id, f"{name}w{number}"), outline)
        _text(node, line.text, _authors(line.words))

    def _word(self, parent: etree._Element, word: Word, name: str, otherwise: Polygon) -> None:
        node = add(parent, "Word", id=name)
        self._coords(node, word.polygon or otherwise)
        _text(node, word.text, word.author, word.confidence, 0)
        for index, other in enumerate(word.others, 1):
            author = SPELLING if other.source == SPELLING else MACHINE
            _text(node, other.text, author, other.confidence, index)

    def _coords(self, node: etree._Element, polygon: Polygon) -> None:
        """The schema wants an outline of everything: where none is known, the page's."""
        width, height = self.page.width, self.page.height
        known = polygon or ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
        add(node, "Coords", points=points(area(known, width, height)))


def _text(
    parent: etree._Element, text: str, author: str, confidence: float | None = None, index: int | None = None
) -> None:
    node = add(parent, "TextEquiv")
    if index is not None:
        node.set("index", str(index))
    if confidence is not None:
        node.set("conf", probability(confidence))
    if author:
        node.set("comments", author)
    add(node, "Unicode", text)


def _authors(words: Sequence[Word]) -> str:
    """Who wrote the text of these words: one, both, or nobody known."""
    present = {word.author for word in words}
    return ", ".join(author for author in (PERSON, MACHINE) if author in present)
