"""A page in TEI: its surface with zones in the facsimile, its text in the body."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from lxml import etree

from ..engine.transcription import MACHINE, PERSON, Line, Page, Polygon, Region, Word
from .outline import area, line_outline, on_page, region_outline
from .xml_parts import UniqueIds, add, points, probability, writable

XML = "{http://www.w3.org/XML/1998/namespace}"
#: Who stands behind what a person wrote, as MACHINE does behind the rest.
PEOPLE = "people"


class TeiPage:
    """Written when it is made. `surface` is its id, `names` the ids in the text of lines and words, by their own."""

    def __init__(self, page: Page, ids: UniqueIds, facsimile: etree._Element, body: etree._Element) -> None:
        self.page, self.ids, self.body = page, ids, body
        self.surface = ids.take("", f"p{page.number}")
        self.names: dict[str, str] = {}
        surface = add(facsimile, "surface", n=page.number, ulx=0, uly=0, lrx=page.width, lry=page.height)
        surface.set(f"{XML}id", self.surface)
        url = quote(writable(page.image))
        add(surface, "graphic", url=url, width=f"{page.width}px", height=f"{page.height}px")
        add(body, "pb", n=page.number, facs=f"#{self.surface}")
        for number, region in enumerate(page.regions, 1):
            self._region(surface, region, f"{self.surface}r{number}")

    def _region(self, surface: etree._Element, region: Region, otherwise: str) -> None:
        kind = _enumerated(region.kind)
        node = add(self.body, "ab", "\n", type=kind)
        if region.name:
            node.set("n", writable(region.name))
        zone = self._placed(node, surface, region_outline(region), kind, region.id, otherwise)
        for number, line in enumerate(region.lines, 1):
            self._line(node, zone, line, f"{otherwise}l{number}")

    def _line(self, region: etree._Element, parent: etree._Element, line: Line, otherwise: str) -> None:
        node = add(region, "lb")
        zone = self._placed(node, parent, line_outline(line), "line", line.id, otherwise)
        baseline = on_page(line.baseline, self.page.width, self.page.height)
        if len(baseline) > 1:
            add(zone, "path", type="baseline", points=points(baseline))
        words = [word for word in line.words if word.text]
        for number, word in enumerate(words, 1):
            self._word(region, zone, word, f"{otherwise}w{number}")
        region[-1].tail = "\n" if words else f"{writable(line.text)}\n"

    def _word(self, region: etree._Element, parent: etree._Element, word: Word, otherwise: str) -> None:
        if word.is_illegible:
            node = add(region, "gap", reason="illegible", quantity=1, unit="word")
        else:
            node = add(region, "w", word.text)
        self._placed(node, parent, word.polygon, "word", word.id, otherwise)
        node.set("resp", f"#{PEOPLE if word.author == PERSON else MACHINE}")
        if word.confidence is not None:
            node.set("cert", probability(word.confidence))
        node.tail = " "

    def _placed(
        self, node: etree._Element, parent: etree._Element, polygon: Polygon, kind: str, wanted: str, otherwise: str
    ) -> etree._Element:
        """Gives the node of the text its id and, where its place is known, a zone; the zone, or else the parent."""
        name = self.ids.take(wanted, otherwise)
        if wanted:
            self.names.setdefault(wanted, name)
        node.set(f"{XML}id", name)
        if not polygon:
            return parent
        zone = add(parent, "zone", type=kind, points=points(area(polygon, self.page.width, self.page.height)))
        zone.set(f"{XML}id", self.ids.take("", f"z-{name}"))
        node.set("facs", f"#{zone.get(f'{XML}id')}")
        return zone


def _enumerated(kind: str) -> str:
    """TEI wants one word, without spaces and what cannot be seen."""
    seen = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in kind)
    return "-".join(seen.split()) or "other"
