"""ALTO 4.4, the format of libraries and archives beside METS (Library of Congress, alto-4-4.xsd). All in pixels.

A region is a TextBlock, its kind an OtherTag described as “block type …”: so eScriptorium and kraken write and read it.
A field's name is a StructureTag of type “name”. What a person confirmed has the correction status CS="true", on words,
and on lines and regions of nothing else; a word that a person could not read has the tag “illegible”. WC is our
confidence, 0 to 1. Elements stand in reading order, which makes them need no ReadingOrder.

What ALTO has no place for is left out: notes, patterns of fields, confidences of alternatives. Words without an outline
have no box, and where only the text of a line is known, it is one String.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from ..engine.transcription import PERSON, Line, Page, Polygon, Region, Transcription, Word
from .format import Stamp, only_page
from .outline import area, box, line_outline, on_page, region_outline
from .xml_parts import LANGUAGE_TAGS, SCHEMA_LOCATION, XSI, UniqueIds, add, points, probability, to_bytes

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
_ILLEGIBLE = "illegible"


def write(transcription: Transcription, stamp: Stamp) -> bytes:
    """The file of a transcription's one page. Raises ValueError where there are more or none."""
    page = only_page(transcription)
    root = etree.Element(f"{{{NAMESPACE}}}alto", nsmap={None: NAMESPACE} | XSI)
    root.set(SCHEMA_LOCATION, f"{NAMESPACE} {_SCHEMA}")
    root.set("SCHEMAVERSION", "4.4")
    _describe(root, page, transcription.model, stamp)
    _PageWriter(root, page).write(LANGUAGE_TAGS.get(transcription.language))
    return to_bytes(root)


def _describe(root: etree._Element, page: Page, model: str, stamp: Stamp) -> None:
    node = add(root, "Description")
    add(node, "MeasurementUnit", "pixel")
    add(add(node, "sourceImageInformation"), "fileName", page.image)
    if page.steps:
        before = add(node, "Processing", ID="preprocessing")
        add(before, "processingCategory", "preOperation")
        for step in page.steps:
            add(before, "processingStepDescription", step)
        _software(before, stamp)
    reading = add(node, "Processing", ID="transcription")
    add(reading, "processingCategory", "contentGeneration")
    add(reading, "processingDateTime", stamp.moment)
    if model:
        add(reading, "processingStepSettings", f"model: {model}")
    _software(reading, stamp)


def _software(step: etree._Element, stamp: Stamp) -> None:
    node = add(step, "processingSoftware")
    add(node, "softwareName", stamp.creator)
    add(node, "softwareVersion", stamp.version)


class _PageWriter:
    """Knows the page, which ids are taken, and the ids of the tags by group and label."""

    def __init__(self, root: etree._Element, page: Page) -> None:
        self.root, self.page = root, page
        self.ids = UniqueIds("preprocessing", "transcription", "page")
        self.tags: dict[tuple[str, str], str] = {}

    def write(self, language: str | None) -> None:
        self._tag()
        size = {"WIDTH": self.page.width, "HEIGHT": self.page.height}
        page = add(add(self.root, "Layout"), "Page", ID="page", PHYSICAL_IMG_NR=self.page.number, **size)
        if language:
            page.set("LANG", language)
        space = add(page, "PrintSpace", HPOS=0, VPOS=0, **size)
        for number, region in enumerate(self.page.regions, 1):
            self._region(space, region, self.ids.take(region.id, f"r{number}"))

    def _tag(self) -> None:
        """The tags of the page, each once."""
        node = add(self.root, "Tags")
        for kind in dict.fromkeys(region.kind for region in self.page.regions):
            self._new_tag(node, "OtherTag", "kind", kind, DESCRIPTION=f"block type {kind}")
        for name in dict.fromkeys(region.name for region in self.page.regions if region.name):
            self._new_tag(node, "StructureTag", "name", name, TYPE="name")
        if any(word.is_illegible for line in self.page.lines() for word in line.words):
            self._new_tag(node, "OtherTag", "reading", _ILLEGIBLE, TYPE="reading")

    def _new_tag(self, tags: etree._Element, element: str, group: str, label: str, **attributes: str) -> None:
        name = self.ids.take("", f"{group}{len(tags) + 1}")
        self.tags[group, label] = name
        add(tags, element, ID=name, LABEL=label, **attributes)

    def _region(self, space: etree._Element, region: Region, name: str) -> None:
        tags = [self.tags["kind", region.kind]]
        if region.name:
            tags.append(self.tags["name", region.name])
        node = add(space, "TextBlock", ID=name, TAGREFS=" ".join(tags))
        self._place(node, region_outline(region))
        _checked(node, [word for line in region.lines for word in line.words])
        for number, line in enumerate(region.lines, 1):
            self._line(node, line, self.ids.take(line.id, f"{name}l{number}"))

    def _line(self, block: etree._Element, line: Line, name: str) -> None:
        node = add(block, "TextLine", ID=name)
        baseline = on_page(line.baseline, self.page.width, self.page.height)
        if len(baseline) > 1:
            node.set("BASELINE", points(baseline))
        self._place(node, line_outline(line))
        _checked(node, line.words)
        words = [word for word in line.words if word.text]
        if not words:  # the schema wants a String in each line
            self._place(add(node, "String", CONTENT=line.text), line_outline(line))
        for number, word in enumerate(words, 1):
            if number > 1:
                add(node, "SP")
            self._word(node, word, self.ids.take(word.id, f"{name}w{number}"))

    def _word(self, line: etree._Element, word: Word, name: str) -> None:
        node = add(line, "String", ID=name, CONTENT=word.text)
        self._place(node, word.polygon)
        if word.confidence is not None:
            node.set("WC", probability(word.confidence))
        _checked(node, [word])
        if word.is_illegible:
            node.set("TAGREFS", self.tags["reading", _ILLEGIBLE])
        for other in word.others:
            add(node, "ALTERNATIVE", other.text, PURPOSE=other.source)

    def _place(self, node: etree._Element, polygon: Polygon) -> None:
        """Box and outline, where they are known."""
        if not polygon:
            return
        corners = area(polygon, self.page.width, self.page.height)
        left, top, right, bottom = box(corners)
        for key, value in (("HPOS", left), ("VPOS", top), ("WIDTH", right - left), ("HEIGHT", bottom - top)):
            node.set(key, str(value))
        add(add(node, "Shape"), "Polygon", POINTS=points(corners))


def _checked(node: etree._Element, words: Sequence[Word]) -> None:
    """All of it was read or confirmed by a person."""
    if words and all(word.author == PERSON for word in words):
        node.set("CS", "true")
