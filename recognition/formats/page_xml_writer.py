"""The elements of a PAGE 2019-07-15 file, in the order its schema wants them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC

from lxml import etree

from ..engine.transcription import MACHINE, PERSON, SPELLING, Line, Page, Polygon, Region, Transcription, Word
from .format import Stamp
from .outline import Pixel, area, on_page

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
#: Name of the metadata items that list the preprocessing, and of the one that names the model.
STEP, MODEL = "preprocessing", "model"

_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_LANGUAGES = {"eng": "English", "fra": "French"}
_KINDS = frozenset(
    {
        "paragraph", "heading", "caption", "header", "footer", "page-number", "drop-capital", "credit", "floating",
        "signature-mark", "catch-word", "marginalia", "footnote", "footnote-continued", "endnote", "TOC-entry",
        "list-label", "other",
    }
)  # fmt: skip
#: An XML name without colon; narrower than the standard, which nobody's ids miss.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
#: What XML 1.0 cannot hold at all: control characters, lone surrogates, two non-characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CUSTOM_BREAKERS = re.compile(r"[{};]")


def to_bytes(root: etree._Element) -> bytes:
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data


def page_element(page: Page, transcription: Transcription, stamp: Stamp) -> etree._Element:
    """The root element, PcGts. The transcription gives language and model, the page all else."""
    root = etree.Element(_tag("PcGts"), nsmap={None: NAMESPACE, "xsi": _INSTANCE})
    root.set(f"{{{_INSTANCE}}}schemaLocation", f"{NAMESPACE} {NAMESPACE}/pagecontent.xsd")
    _metadata(root, page, transcription.model, stamp)
    node = _add(root, "Page", imageFilename=_writable(page.image), imageWidth=page.width, imageHeight=page.height)
    if language := _LANGUAGES.get(transcription.language):
        node.set("primaryLanguage", language)
    _PageWriter(page, node).write()
    return root


def _metadata(root: etree._Element, page: Page, model: str, stamp: Stamp) -> None:
    node = _add(root, "Metadata")
    created = stamp.created.astimezone(UTC).isoformat(timespec="seconds")
    _add(node, "Creator").text = _writable(stamp.creator)
    _add(node, "Created").text = created
    _add(node, "LastChange").text = created
    for step in page.steps:
        _add(node, "MetadataItem", type="processingStep", name=STEP, value=_writable(step))
    if model:
        _add(node, "MetadataItem", type="processingStep", name=MODEL, value=_writable(model))


class _PageWriter:
    """Knows the page's size, and which ids are taken."""

    def __init__(self, page: Page, node: etree._Element) -> None:
        self.page, self.node = page, node
        self.taken: set[str] = set()

    def write(self) -> None:
        names = [self._id(region.id, f"r{i}") for i, region in enumerate(self.page.regions, 1)]
        if names:
            group = _add(_add(self.node, "ReadingOrder"), "OrderedGroup", id=self._id("", "order"))
            for index, name in enumerate(names):
                _add(group, "RegionRefIndexed", index=index, regionRef=name)
        for region, name in zip(self.page.regions, names, strict=True):
            self._region(region, name)

    def _region(self, region: Region, name: str) -> None:
        known = region.kind in _KINDS
        node = _add(self.node, "TextRegion", id=name, type=region.kind if known else "other")
        if not known:
            node.set("custom", f"structure {{type:{_CUSTOM_BREAKERS.sub(' ', _writable(region.kind)).strip()};}}")
        self._coords(node, region.polygon or tuple(p for line in region.lines for p in line.polygon or line.baseline))
        for number, line in enumerate(region.lines, 1):
            self._line(node, line, self._id(line.id, f"{name}l{number}"))
        words = [word for line in region.lines for word in line.words]
        _text(node, "\n".join(line.text for line in region.lines), _authors(words))

    def _line(self, parent: etree._Element, line: Line, name: str) -> None:
        node = _add(parent, "TextLine", id=name)
        outline = line.polygon or line.baseline
        self._coords(node, outline)
        baseline = on_page(line.baseline, self.page.width, self.page.height)
        if len(baseline) > 1:
            _add(node, "Baseline", points=_points(baseline))
        for number, word in enumerate(line.words, 1):
            self._word(node, word, self._id(word.id, f"{name}w{number}"), outline)
        _text(node, line.text, _authors(line.words))

    def _word(self, parent: etree._Element, word: Word, name: str, line_outline: Polygon) -> None:
        node = _add(parent, "Word", id=name)
        self._coords(node, word.polygon or line_outline)
        _text(node, word.text, word.author, word.confidence, 0)
        others = (a for a in word.alternatives if a.text != word.text)
        for index, other in enumerate(others, 1):
            author = SPELLING if other.source == SPELLING else MACHINE
            _text(node, other.text, author, other.confidence, index)

    def _coords(self, node: etree._Element, polygon: Polygon) -> None:
        """The schema wants an outline of everything: where none is known, the page's."""
        width, height = self.page.width, self.page.height
        known = polygon or ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
        _add(node, "Coords", points=_points(area(known, width, height)))

    def _id(self, wanted: str, otherwise: str) -> str:
        """The record's own id where XML can hold it, else one made of its place; lengthened until it is unique."""
        name = wanted if _NAME.fullmatch(wanted) else otherwise
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name


def _text(
    parent: etree._Element, text: str, author: str, confidence: float | None = None, index: int | None = None
) -> None:
    node = _add(parent, "TextEquiv")
    if index is not None:
        node.set("index", str(index))
    if confidence is not None:
        node.set("conf", f"{min(1.0, max(0.0, confidence)):.4f}")
    if author:
        node.set("comments", author)
    _add(node, "Unicode").text = _writable(text)


def _authors(words: Sequence[Word]) -> str:
    """Who wrote the text of these words: one, both, or nobody known."""
    present = {word.author for word in words}
    return ", ".join(author for author in (PERSON, MACHINE) if author in present)


def _add(parent: etree._Element, element: str, /, **attributes: str | int) -> etree._Element:
    return etree.SubElement(parent, _tag(element), {key: str(value) for key, value in attributes.items()})


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _points(pixels: Sequence[Pixel]) -> str:
    return " ".join(f"{x},{y}" for x, y in pixels)


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)
