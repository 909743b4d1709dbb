"""PAGE files as others will open them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from lxml import etree

from recognition.engine.transcription import PERSON, Alternative, Line, Page, Region, Transcription, Word
from recognition.formats import Stamp, page_xml
from recognition.formats.page_xml_writer import NAMESPACE

NS = {"p": NAMESPACE}


def written(page: Page, stamp: Stamp) -> bytes:
    return page_xml.write(Transcription("Brief", (page,), "fra", "reader-1"), stamp)


def parsed(page: Page, stamp: Stamp) -> etree._Element:
    return etree.fromstring(written(page, stamp))


@pytest.fixture(scope="module")
def schema(schema_file: Callable[[str], Path]) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(schema_file("page-2019-07-15.xsd")))


def test_is_valid_against_the_schema(any_page: Page, stamp: Stamp, schema: etree.XMLSchema) -> None:
    schema.assertValid(parsed(any_page, stamp))


def test_odd_geometry_still_gives_valid_points(odd_page: Page, stamp: Stamp, schema: etree.XMLSchema) -> None:
    root = parsed(odd_page, stamp)
    schema.assertValid(root)
    for coords in root.iterfind(".//p:Coords", NS):
        corners = [tuple(map(int, pair.split(","))) for pair in coords.get("points").split()]
        assert len(set(corners)) >= 3
        assert all(0 <= x <= 100 and 0 <= y <= 80 for x, y in corners)


def test_an_empty_page_and_foreign_text_are_valid(stamp: Stamp, schema: etree.XMLSchema) -> None:
    schema.assertValid(parsed(Page("a.jpg", 100, 80), stamp))
    word = Word("bell\x07 \ud800 nul\x00 \ufffe", confidence=1.0000001)
    page = Page("a\x01.jpg", 100, 80, (Region((Line((), (), (word,), id="1 <"),), kind="signature {x:y;}"),))
    root = parsed(page, stamp)
    schema.assertValid(root)
    assert root.findtext(".//p:Word/p:TextEquiv/p:Unicode", namespaces=NS) == "bell  nul "


def test_elements_stand_in_the_order_others_expect(any_page: Page, stamp: Stamp) -> None:
    root = parsed(any_page, stamp)
    assert [etree.QName(child).localname for child in root] == ["Metadata", "Page"]
    for line in root.iterfind(".//p:TextLine", NS):
        names = [etree.QName(child).localname for child in line]
        assert names == ["Coords", "Baseline", *["Word"] * names.count("Word"), "TextEquiv"]
    for word in root.iterfind(".//p:Word", NS):
        assert etree.QName(word[0]).localname == "Coords"
        assert [e.get("index") for e in word.iterfind("p:TextEquiv", NS)] == [str(i) for i in range(len(word) - 1)]


def test_ids_are_unique_and_kept_where_they_can_be(stamp: Stamp) -> None:
    lines = (Line((), (), (Word("a", id="w1"), Word("b", id="w1"), Word("c", id="7 up")), id="r1"), Line((), ()))
    root = parsed(Page("a.jpg", 100, 80, (Region(lines, id="r1"), Region((), id="r1"), Region((), id="own"))), stamp)
    names = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(names) == len(set(names)) == 9
    assert {"r1", "w1", "own"} < set(names)


def test_the_reading_order_names_every_region_in_turn(any_page: Page, stamp: Stamp) -> None:
    root = parsed(any_page, stamp)
    references = [r.get("regionRef") for r in root.iterfind(".//p:ReadingOrder//p:RegionRefIndexed", NS)]
    assert references == [r.get("id") for r in root.iterfind(".//p:TextRegion", NS)]
    assert len(references) == len(any_page.regions)


def test_says_who_wrote_each_text_and_how_sure_it_is(stamp: Stamp) -> None:
    machine = Word(
        "Callibris", confidence=0.625, alternatives=(Alternative("Callitris", 0.25), Alternative("Callibris"))
    )
    person = Word("Dyer", author=PERSON, alternatives=(Alternative("Dyar", 0.5),))
    root = parsed(Page("a.jpg", 100, 80, (Region((Line((), (), (machine, person)), Line((), (), (person,)))),)), stamp)
    texts = [
        [(t.get("index"), t.get("comments"), t.get("conf"), t.findtext("p:Unicode", namespaces=NS)) for t in texts]
        for texts in (word.findall("p:TextEquiv", NS) for word in root.iterfind(".//p:Word", NS))
    ]
    assert texts[0] == [("0", "machine", "0.6250", "Callibris"), ("1", "machine", "0.2500", "Callitris")]
    assert texts[1] == [("0", "person", None, "Dyer"), ("1", "machine", "0.5000", "Dyar")]
    lines = [line.find("p:TextEquiv", NS).get("comments") for line in root.iterfind(".//p:TextLine", NS)]
    assert lines == ["person, machine", "person"]


def test_lines_and_regions_carry_their_text(of_words: Callable[..., Transcription], stamp: Stamp) -> None:
    root = etree.fromstring(page_xml.write(of_words([["My dear Dyer", "I have"]]), stamp))
    texts = [line.findtext("p:TextEquiv/p:Unicode", namespaces=NS) for line in root.iterfind(".//p:TextLine", NS)]
    assert texts == ["My dear Dyer", "I have"]
    assert root.findtext(".//p:TextRegion/p:TextEquiv/p:Unicode", namespaces=NS) == "My dear Dyer\nI have"


def test_metadata_comes_from_outside_and_is_in_utc() -> None:
    summer = Stamp("somebody", datetime(2026, 7, 1, 1, 30, tzinfo=timezone(timedelta(hours=2))))
    page = Page("a.jpg", 100, 80, steps=("deskew",))
    assert written(page, summer) == written(page, summer)
    root = parsed(page, summer)
    assert root.findtext(".//p:Creator", namespaces=NS) == "somebody"
    assert root.findtext(".//p:Created", namespaces=NS) == "2026-06-30T23:30:00+00:00"
    items = {i.get("name"): i.get("value") for i in root.iterfind(".//p:MetadataItem", NS)}
    assert items == {"preprocessing": "deskew", "model": "reader-1"}
    assert root.find("p:Page", NS).get("primaryLanguage") == "French"


def test_a_file_holds_one_page(of_words: Callable[..., Transcription], stamp: Stamp) -> None:
    whole = of_words([["one"]], [["two"]])
    with pytest.raises(ValueError, match="exactly one page"):
        page_xml.write(whole, stamp)
    with pytest.raises(ValueError, match="exactly one page"):
        page_xml.write(replace(whole, pages=()), stamp)
