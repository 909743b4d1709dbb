"""TEI files as editors and their tools will open them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from recognition.engine.transcription import COLUMN, ILLEGIBLE, PERSON, Line, Note, Page, Region, Transcription, Word
from recognition.formats import Stamp, tei_xml
from recognition.formats.tei_page import XML

NS = {"t": tei_xml.NAMESPACE}


def parsed(stamp: Stamp, *pages: Page, title: str = "Brief", language: str = "fra") -> etree._Element:
    return etree.fromstring(tei_xml.write(Transcription(title, pages, language, "reader-1"), stamp))


def of_lines(*lines: Line, **region: str) -> Page:
    return Page("a.jpg", 100, 80, (Region(lines, **region),))


def texts(root: etree._Element) -> list[str]:
    """What stands between one beginning of a line and the next."""
    body = root.find(".//t:body", NS)
    for begin in body.iter(f"{{{tei_xml.NAMESPACE}}}lb"):
        begin.text = "¶"
    return [" ".join(line.split()) for line in "".join(body.itertext()).split("¶")[1:]]


def point_to_what_is_there(root: etree._Element) -> bool:
    names = [node.get(f"{XML}id") for node in root.iter() if node.get(f"{XML}id")]
    assert len(names) == len(set(names))
    references = root.xpath("//@facs | //@resp | //@target")
    return {reference.removeprefix("#") for reference in references} <= set(names)


@pytest.fixture(scope="module")
def schema(schema_file: Callable[[str], Path]) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(schema_file("tei_all-4.3.0.rng")))


def test_is_valid_and_holds_every_word_in_its_place(any_page: Page, stamp: Stamp, schema: etree.RelaxNG) -> None:
    root = parsed(stamp, any_page, any_page)
    schema.assertValid(root)
    assert point_to_what_is_there(root)
    assert texts(root) == [" ".join(line.text.split()) for line in [*any_page.lines()] * 2]
    zones = {zone.get(f"{XML}id"): zone.get("points") for zone in root.iterfind(".//t:zone", NS)}
    nodes = root.findall(".//t:w", NS)
    words = [word for line in any_page.lines() for word in line.words] * 2
    for node, word in zip(nodes, words, strict=True):
        assert (node.text, node.get("resp")) == (word.text, "#people" if word.author == PERSON else "#machine")
        assert node.get("cert") == (None if word.confidence is None else f"{word.confidence:.4f}")
        assert zones[node.get("facs")[1:]] == " ".join(f"{x:.0f},{y:.0f}" for x, y in word.polygon)


def test_odd_geometry_is_valid_and_what_is_unknown_has_no_zone(
    odd_page: Page, stamp: Stamp, schema: etree.RelaxNG
) -> None:
    root = parsed(stamp, odd_page)
    schema.assertValid(root)
    assert (root.find(".//t:w", NS).get("facs") is None) == (not next(odd_page.lines()).words[0].polygon)
    for zone in root.iterfind(".//t:zone", NS):
        corners = [tuple(map(int, pair.split(","))) for pair in zone.get("points").split()]
        assert all(0 <= x <= 100 and 0 <= y <= 80 for x, y in corners)


def test_empty_documents_and_foreign_text_are_valid(stamp: Stamp, schema: etree.RelaxNG) -> None:
    for pages in ((), (Page("a.jpg", 100, 80),), (Page("", 0, 0, (Region(()),)),), (of_lines(Line((), ())),)):
        schema.assertValid(parsed(stamp, *pages, title="", language=""))
    word = Word("bell\x07 <&> \ud800 nul\x00", confidence=1.1, id="1 <")
    page = Page("é & \x01b.jpg", 100, 80, (Region((Line((), (), (word,)),), kind="a\x01 \u200b{b}", name="\x02n"),))
    root = parsed(stamp, page, title="T\x00 & <t>")
    schema.assertValid(root)
    assert texts(root) == ["bell <&> nul"]
    assert root.find(".//t:graphic", NS).get("url") == "%C3%A9%20%26%20b.jpg"
    assert (root.find(".//t:ab", NS).get("type"), root.find(".//t:ab", NS).get("n")) == ("a-{b}", "n")
    assert parsed(stamp, of_lines(kind="\x01 ")).find(".//t:ab", NS).get("type") == "other"


def test_a_line_known_as_a_whole_is_text_and_words_without_text_leave_no_space(stamp: Stamp) -> None:
    lines = (Line((), (), truth="My dear Dyer"), Line((), (), (Word("My"), Word(""), Word("dear"))), Line((), ()))
    root = parsed(stamp, of_lines(*lines))
    assert texts(root) == ["My dear Dyer", "My dear", ""]
    assert len(root.findall(".//t:w", NS)) == 2


def test_right_to_left_text_stands_in_the_order_in_which_it_is_read(stamp: Stamp) -> None:
    assert texts(parsed(stamp, of_lines(Line((), (), (Word("שלום"), Word("עולם")))))) == ["שלום עולם"]


def test_what_a_person_could_not_read_is_a_gap(stamp: Stamp, schema: etree.RelaxNG) -> None:
    unread = Word(ILLEGIBLE, ((1, 1), (9, 1), (9, 9)), author=PERSON, id="w2")
    root = parsed(stamp, of_lines(Line((), (), (Word("My", author=PERSON), unread, Word(ILLEGIBLE)))))
    schema.assertValid(root)
    (gap,) = root.iterfind(".//t:gap", NS)
    told = [gap.get(key) for key in ("reason", "resp", "facs", f"{XML}id")]
    assert told == ["illegible", "#people", "#z-w2", "w2"]
    assert texts(root) == ["My [illegible]"]  # the machine's own reading is no gap


def test_each_page_begins_with_its_picture(of_words: Callable[..., Transcription], stamp: Stamp) -> None:
    root = etree.fromstring(tei_xml.write(of_words([["one"], ["two"]], [["three"]]), stamp))
    surfaces = {s.get(f"{XML}id"): s.find("t:graphic", NS).get("url") for s in root.iterfind(".//t:surface", NS)}
    begins = [surfaces[page.get("facs")[1:]] for page in root.iterfind(".//t:pb", NS)]
    assert begins == ["Letter-0001.jpg", "Letter-0002.jpg"]
    assert [etree.QName(node).localname for node in root.find(".//t:body/t:div", NS)] == ["pb", "ab", "ab", "pb", "ab"]
    assert root.find("t:text", NS).get(f"{XML}lang") == "en"


def test_a_region_tells_its_kind_and_a_field_its_name(stamp: Stamp, schema: etree.RelaxNG) -> None:
    page = Page("a.jpg", 100, 80, (Region((), kind=COLUMN, name="Date of birth"), Region((), kind="marginalia")))
    root = parsed(stamp, page)
    schema.assertValid(root)
    told = [(region.get("type"), region.get("n")) for region in root.iterfind(".//t:ab", NS)]
    assert told == [("column", "Date of birth"), ("marginalia", None)]


def test_notes_point_to_what_they_are_about_and_stand_outside_the_text(stamp: Stamp, schema: etree.RelaxNG) -> None:
    answer = Note("Yes & no", "ben", "2026-11-03T11:00:00+00:00")
    notes = (
        Note("Dyer?", "anna", "2026-11-03T10:00:00+00:00", "w1", "Dy er", answers=(answer,)),
        Note("A page", "ben", "2026-11-03T10:00:00+00:00", is_done=True),
        Note("A word that is gone", "an na", "2026-11-03T10:00:00+00:00", "w9"),
    )
    regions = (Region((Line((), (), (Word("x"), Word("Dyer", id="w1")), id="l1"),)),)
    root = parsed(stamp, Page("a.jpg", 100, 80, regions, notes=notes))
    schema.assertValid(root)
    assert point_to_what_is_there(root)
    names = {r.get(f"{XML}id"): r.findtext("t:name", namespaces=NS) for r in root.iterfind(".//t:respStmt", NS)}
    told = [
        (names[note.get("resp")[1:]], note.get("type"), note.get("target"), note.find("t:date", NS).get("when")[11:13])
        for note in root.iterfind(".//t:note", NS)
    ]
    assert told == [
        ("anna", "open", "#w1", "10"),
        ("ben", "answer", None, "11"),
        ("ben", "done", "#p1", "10"),
        ("an na", "open", "#p1", "10"),
    ]
    assert ["".join(note.itertext()) for note in root.iterfind(".//t:back//t:note", NS)][1] == "Yes & no"
    assert texts(root) == ["x Dyer"]


def test_the_header_tells_program_model_and_moment(stamp: Stamp) -> None:
    root = parsed(Stamp("somebody", stamp.created, "1.2"), title="Été")
    assert root.findtext(".//t:title", namespaces=NS) == "Été"
    program = root.find(".//t:application", NS)
    assert (program.get("ident"), program.get("version")) == ("somebody", "1.2")
    assert root.find(".//t:change", NS).get("when") == "2026-11-03T12:30:00+00:00"
    assert [node.text for node in root.iterfind(".//t:respStmt/t:name", NS)] == ["reader-1", "reviewers in somebody"]
