"""What every XML format is made of: elements, text that XML can hold, unique ids, numbers and points as text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from .outline import Pixel

SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
XSI = {"xsi": "http://www.w3.org/2001/XMLSchema-instance"}
#: Tags of languages as XML wants them (BCP 47), by the codes of a transcription (ISO 639-2).
LANGUAGE_TAGS = {"eng": "en", "fra": "fr"}

#: An XML name without colon; narrower than the standard, which nobody's ids miss.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
#: What XML 1.0 cannot hold at all: control characters, lone surrogates, two non-characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class UniqueIds:
    """The ids of one file."""

    def __init__(self, *taken: str) -> None:
        self._taken = set(taken)

    def take(self, wanted: str, otherwise: str) -> str:
        """The record's own id where XML can hold it, else one made of its place; lengthened until it is unique."""
        name = wanted if _NAME.fullmatch(wanted) else otherwise
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name


def to_bytes(root: etree._Element) -> bytes:
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data


def add(parent: etree._Element, element: str, text: str = "", /, **attributes: str | int) -> etree._Element:
    """A new last child, in the namespace of its parent."""
    named = {key: writable(str(value)) for key, value in attributes.items()}
    node = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{element}", named)
    if text:
        node.text = writable(text)
    return node


def writable(text: str) -> str:
    """The text without what XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def probability(confidence: float) -> str:
    """0 to 1, four decimals."""
    return f"{min(1.0, max(0.0, confidence)):.4f}"


def points(pixels: Iterable[Pixel]) -> str:
    """`x,y x,y …`, as PAGE, ALTO and TEI all have it."""
    return " ".join(f"{x},{y}" for x, y in pixels)
