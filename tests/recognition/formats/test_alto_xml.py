"""ALTO files as libraries and other readers will open them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from lxml import etree

from recognition.engine.transcription import (
    FIELD,
    ILLEGIBLE,
    PERSON,
    Line,
    Page,
    Region,
    Transcription,
    Word,
)
from recognition.formats import Stamp, alto_xml

NS = {"a": alto_xml.NAMESPACE}


def parsed(page: Page, stamp: Stamp, language: str = "fra") -> etree._Element:
    return etree.fromstring(alto_xml.write(Transcription("Brief", (page,), language, "reader-1"), stamp))


def of_lines(*lines: Line, **region: str) -> Page:
    return Page("a.jpg", 100, 80, (Region(lines, **region),))


def texts(root: etree._Element) -> list[str]:
    """Lines as kraken and eScriptorium put them together."""
    lines = [line.xpath("a:String | a:SP", namespaces=NS) for line in root.iterfind(".//a:TextLine", NS)]
    return ["".join(node.get("CONTENT", " ") for node in nodes) for nodes in lines]


@pytest.fixture(scope="module")
def schema(schema_file: Callable[[str], Path]) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(schema_file("alto-4-4.xsd")))


def test_is_valid_and_holds_every_word_in_its_place(any_page: Page, stamp: Stamp, schema: etree.XMLSchema) -> None:
    root = parsed(any_page, stamp)
    schema.assertValid(root)
    assert texts(root) == [line.text for line in any_page.lines()]
    strings = root.findall(".//a:String[@ID]", NS)
    words = [word for line in any_page.lines() for word in line.words]
    for node, word in zip(strings, words, strict=True):
        assert (node.get("CONTENT"), node.get("CS") == "true") == (word.text, word.author == PERSON)
        assert node.get("WC") == (None if word.confidence is None else f"{word.confidence:.4f}")
        others = [(other.text, other.get("PURPOSE")) for other in node.iterfind("a:ALTERNATIVE", NS)]
        assert others == [(other.text, other.source) for other in word.alternatives]
        assert node.find("a:Shape/a:Polygon", NS).get("POINTS") == " ".join(f"{x:.0f},{y:.0f}" for x, y in word.polygon)


def test_boxes_hold_their_outlines(any_page: Page, stamp: Stamp) -> None:
    for node in parsed(any_page, stamp).iterfind(".//a:Shape/..", NS):
        corners = [tuple(map(int, p.split(","))) for p in node.find("a:Shape/a:Polygon", NS).get("POINTS").split(" ")]
        left, top, width, height = (int(node.get(key)) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
        assert {left, left + width} == {min(x for x, _ in corners), max(x for x, _ in corners)}
        assert {top, top + height} == {min(y for _, y in corners), max(y for _, y in corners)}


def test_odd_geometry_is_valid_and_what_is_unknown_has_no_box(
    odd_page: Page, stamp: Stamp, schema: etree.XMLSchema
) -> None:
    root = parsed(odd_page, stamp)
    schema.assertValid(root)
    (word,) = root.findall(".//a:String[@ID]", NS)
    assert (word.get("HPOS") is None) == (not next(odd_page.lines()).words[0].polygon)
    for node in root.iterfind(".//a:Shape/..", NS):
        assert int(node.get("WIDTH")) + int(node.get("HEIGHT")) > 0
        assert 0 <= int(node.get("HPOS")) <= int(node.get("HPOS")) + int(node.get("WIDTH")) <= 100
        assert 0 <= int(node.get("VPOS")) <= int(node.get("VPOS")) + int(node.get("HEIGHT")) <= 80


def test_empty_pages_lines_without_words_and_foreign_text_are_valid(stamp: Stamp, schema: etree.XMLSchema) -> None:
    for page in (Page("a.jpg", 100, 80), Page("a.jpg", 0, 0, (Region(()),)), of_lines(Line((), ()))):
        schema.assertValid(parsed(page, stamp, ""))
    foreign = of_lines(Line((), (), (Word("bell\x07 \ud800 nul\x00", confidence=1.1),), id="1 <"), kind="a\x01 & {b}")
    root = parsed(replace(foreign, image="a\x01.jpg"), stamp)
    schema.assertValid(root)
    assert texts(root) == ["bell  nul"]
    assert root.findtext(".//a:fileName", namespaces=NS) == "a.jpg"


def test_a_line_known_as_a_whole_is_one_string_and_words_without_text_leave_no_space(stamp: Stamp) -> None:
    lines = (Line((), (), truth="My dear Dyer"), Line((), (), (Word("My"), Word(""), Word("dear"))), Line((), ()))
    assert texts(parsed(of_lines(*lines), stamp)) == ["My dear Dyer", "My dear", ""]


def test_right_to_left_text_stands_in_the_order_in_which_it_is_read(stamp: Stamp) -> None:
    assert texts(parsed(of_lines(Line((), (), (Word("שלום"), Word("עולם")))), stamp)) == ["שלום עולם"]


def test_regions_lines_and_words_of_people_alone_are_told_as_corrected(stamp: Stamp) -> None:
    person, machine = Word("Dyer", author=PERSON), Word("Callibris", confidence=0.5)
    root = parsed(of_lines(Line((), (), (person, person)), Line((), (), (person, machine)), Line((), ())), stamp)
    assert [node.get("CS") for node in root.iterfind(".//a:TextLine", NS)] == ["true", None, None]
    assert root.find(".//a:TextBlock", NS).get("CS") is None
    assert parsed(of_lines(Line((), (), (person,))), stamp).find(".//a:TextBlock", NS).get("CS") == "true"


def test_tags_tell_the_kind_and_name_of_a_region_and_what_nobody_could_read(
    stamp: Stamp, schema: etree.XMLSchema
) -> None:
    words = (Word(ILLEGIBLE, author=PERSON), Word(ILLEGIBLE), Word("Dyer", author=PERSON))
    regions = (Region((Line((), (), words),), kind=FIELD, name="Date of birth"), Region(()), Region(()))
    root = parsed(Page("a.jpg", 100, 80, regions), stamp)
    schema.assertValid(root)
    tags = {tag.get("ID"): (tag.get("LABEL"), tag.get("TYPE")) for tag in root.find("a:Tags", NS)}
    told = [[tags[name] for name in block.get("TAGREFS").split()] for block in root.iterfind(".//a:TextBlock", NS)]
    assert told == [[("field", None), ("Date of birth", "name")], [("paragraph", None)], [("paragraph", None)]]
    refs = [node.get("TAGREFS") for node in root.iterfind(".//a:String", NS)]
    assert [ref and tags[ref] for ref in refs] == [("illegible", "reading"), None, None]


def test_ids_are_unique_and_kept_where_they_can_be(stamp: Stamp) -> None:
    lines = (Line((), (), (Word("a", id="w1"), Word("b", id="w1"), Word("c", id="7 up")), id="r1"), Line((), ()))
    regions = (Region(lines, id="r1"), Region((), id="page"), Region((), id="own"))
    root = parsed(Page("a.jpg", 100, 80, regions), stamp)
    names = [node.get("ID") for node in root.iter() if node.get("ID")]
    assert len(names) == len(set(names)) == 11
    assert {"r1", "w1", "own"} < set(names)


def test_baselines_are_whole_pixels_on_the_page(stamp: Stamp) -> None:
    root = parsed(of_lines(Line(((-3.2, 20.5), (50, 21.4), (140, 20)), ()), Line(((3, 3),), ())), stamp)
    assert [line.get("BASELINE") for line in root.iterfind(".//a:TextLine", NS)] == ["0,21 50,21 100,20", None]


def test_description_comes_from_outside_and_is_in_utc() -> None:
    summer = Stamp("somebody", datetime(2026, 7, 1, 1, 30, tzinfo=timezone(timedelta(hours=2))), "1.2")
    root = parsed(Page("a.jpg", 100, 80, steps=("upright", "deskew"), number=7), summer)
    (page,) = root.iterfind(".//a:Page", NS)
    assert [page.get(key) for key in ("WIDTH", "HEIGHT", "PHYSICAL_IMG_NR", "LANG")] == ["100", "80", "7", "fr"]
    before, reading = root.iterfind("a:Description/a:Processing", NS)
    assert [step.text for step in before.iterfind("a:processingStepDescription", NS)] == ["upright", "deskew"]
    assert reading.findtext("a:processingDateTime", namespaces=NS) == "2026-06-30T23:30:00+00:00"
    assert reading.findtext("a:processingStepSettings", namespaces=NS) == "model: reader-1"
    assert [node.text for node in reading.find("a:processingSoftware", NS)] == ["somebody", "1.2"]


def test_a_file_holds_one_page(of_words: Callable[..., Transcription], stamp: Stamp) -> None:
    with pytest.raises(ValueError, match="exactly one page"):
        alto_xml.write(of_words([["one"]], [["two"]]), stamp)
