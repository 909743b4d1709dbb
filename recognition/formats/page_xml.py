"""PAGE XML: read any version since 2013, write 2019-07-15 (Pletschacher and Antonacopoulos, ICPR 2010).

PAGE gives every text a list of TextEquiv, the lowest index being the text itself, the others its alternatives; `conf`
is 0 to 1 like ours. Who wrote a text stands in the `comments` of its TextEquiv: "person" or "machine"; an
alternative that is a spelling suggestion has "spelling" there.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator

from lxml import etree

from ..engine.transcription import (
    MACHINE,
    PERSON,
    READER,
    SPELLING,
    Alternative,
    Line,
    Page,
    Polygon,
    Region,
    Transcription,
    Word,
)  # fmt: skip
from .format import FormatError, Stamp, only_page
from .page_xml_writer import STEP, page_element
from .xml_parts import to_bytes

_STRUCTURE = re.compile(r"structure\s*\{[^}]*type:\s*([^;}]*[^;}\s])")


def write(transcription: Transcription, stamp: Stamp) -> bytes:
    """The file of a transcription's one page. Raises ValueError where there are more or none."""
    return to_bytes(page_element(only_page(transcription), transcription, stamp))


def read_page(data: bytes, name: str) -> Page:
    """The page of a PAGE XML file. Raises FormatError, naming the file, where it is not PAGE."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise FormatError(f"{name} is not well-formed XML: {error.msg}") from error
    page = root.find("{*}Page")
    if page is None:
        raise FormatError(f"{name} is XML, but has no PAGE page in it.")
    try:
        return _page(root, page)
    except ValueError as error:
        raise FormatError(f"{name} is PAGE, but a size, coordinate or confidence in it is no number.") from error


def _page(root: etree._Element, page: etree._Element) -> Page:
    steps = root.iterfind("{*}Metadata/{*}MetadataItem[@type='processingStep']")
    return Page(
        image=page.get("imageFilename", ""),
        width=int(_number(page.get("imageWidth", "0"))),
        height=int(_number(page.get("imageHeight", "0"))),
        regions=tuple(_region(r) for r in _in_reading_order(page)),
        steps=tuple(s.get("value", "") for s in steps if s.get("name") == STEP),
    )


def _in_reading_order(page: etree._Element) -> list[etree._Element]:
    """Text regions as ReadingOrder names them, those it forgets after them as they stand in the file."""
    order = page.find("{*}ReadingOrder")
    named = list(_references(order)) if order is not None else []
    place = {reference: i for i, reference in enumerate(named)}
    return sorted(page.iter("{*}TextRegion"), key=lambda region: place.get(region.get("id", ""), len(named)))


def _references(group: etree._Element) -> Iterator[str]:
    """Ids of regions, groups within groups; members without an index keep their place in the file."""
    members = [member for member in group if isinstance(member.tag, str)]
    for member in sorted(members, key=lambda m: _number(m.get("index", "0"))):
        if reference := member.get("regionRef"):
            yield reference
        yield from _references(member)


def _region(node: etree._Element) -> Region:
    lines = tuple(_line(n) for n in node.findall("{*}TextLine"))
    return Region(lines, _points(node.find("{*}Coords")), _kind(node), node.get("id", ""))


def _kind(node: etree._Element) -> str:
    """The region's type; where PAGE has no word for it, that of the `structure` in `custom`."""
    kind = node.get("type", "")
    own = _STRUCTURE.search(node.get("custom", "")) if kind in ("", "other") else None
    return own.group(1) if own else kind or "paragraph"


def _line(node: etree._Element) -> Line:
    words = tuple(_word(w) for w in node.findall("{*}Word"))
    baseline, polygon = _points(node.find("{*}Baseline")), _points(node.find("{*}Coords"))
    texts = _texts(node)
    return Line(baseline, polygon, words, _unicode(texts[0]) if texts else None, node.get("id", ""))


def _word(node: etree._Element) -> Word:
    polygon, name = _points(node.find("{*}Coords")), node.get("id", "")
    texts = _texts(node)
    if not texts:
        return Word("", polygon, id=name)
    alternatives = tuple(Alternative(_unicode(t), _confidence(t), _source(t)) for t in texts[1:])
    author = PERSON if texts[0].get("comments") == PERSON else MACHINE
    return Word(_unicode(texts[0]), polygon, _confidence(texts[0]), alternatives, author, name)


def _texts(node: etree._Element) -> list[etree._Element]:
    """The TextEquiv children that hold text, main text first."""
    texts = [t for t in node.findall("{*}TextEquiv") if t.find("{*}Unicode") is not None]
    return sorted(texts, key=lambda t: _number(t.get("index", "0")))


def _unicode(text: etree._Element) -> str:
    return unicodedata.normalize("NFC", text.findtext("{*}Unicode", ""))


def _source(text: etree._Element) -> str:
    return SPELLING if text.get("comments") == SPELLING else READER


def _confidence(text: etree._Element) -> float | None:
    value = text.get("conf")
    return None if value is None else min(1.0, max(0.0, _number(value)))


def _points(node: etree._Element | None) -> Polygon:
    """Corners of a Coords or Baseline element; those of 2013 files may be Point children."""
    if node is None:
        return ()
    pairs = [pair.split(",") for pair in node.get("points", "").split()]
    if not pairs:
        return tuple((_number(p.get("x", "0")), _number(p.get("y", "0"))) for p in node.findall("{*}Point"))
    return tuple((_number(x), _number(y)) for x, y in pairs)


def _number(text: str) -> float:
    """Raises ValueError for what is no finite number."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value
