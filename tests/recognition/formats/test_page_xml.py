"""PAGE files in, from here and from elsewhere."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from recognition.engine.transcription import MACHINE, PERSON, Alternative, Line, Page, Transcription
from recognition.formats import FormatError, Stamp
from recognition.formats.page_xml import read_page, write

DATA = Path(__file__).parents[4] / "shared/data"
OLD = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2013-07-15"


def page_of(body: str, namespace: str = OLD, attributes: str = 'imageWidth="100" imageHeight="80"') -> Page:
    text = f'<PcGts xmlns="{namespace}"><Page imageFilename="a.jpg" {attributes}>{body}</Page></PcGts>'
    return read_page(text.encode(), "a.xml")


def line_of(body: str) -> Line:
    return next(page_of(f"<TextRegion id='r'><TextLine id='l'>{body}</TextLine></TextRegion>").lines())


def without_names(page: Page) -> Page:
    """As before writing: ids are given there, and a line's own text is that of its words."""
    regions = (
        replace(r, id="", lines=tuple(replace(li, id="", truth=None, words=_anonymous(li)) for li in r.lines))
        for r in page.regions
    )
    return replace(page, regions=tuple(regions))


def _anonymous(line: Line) -> tuple[object, ...]:
    return tuple(replace(word, id="") for word in line.words)


def test_what_is_written_is_read_back_the_same(any_page: Page, stamp: Stamp) -> None:
    again = read_page(write(Transcription("Brief", (any_page,)), stamp), "a.xml")
    expected = [line.text for line in any_page.lines()]
    assert [line.text for line in again.lines()] == expected
    assert without_names(again) == without_names(any_page)


def test_writing_what_was_read_changes_nothing_more(any_page: Page, stamp: Stamp) -> None:
    once = write(Transcription("Brief", (any_page,)), stamp)
    assert write(Transcription("Brief", (read_page(once, "a.xml"),)), stamp) == once


def test_fractions_are_rounded_half_up_and_kept_on_the_page(stamp: Stamp) -> None:
    page = page_of("<TextRegion id='r'><Coords points='-1.2,0.5 99.5,2.49 100.7,90 7,7.5'/></TextRegion>")
    again = read_page(write(Transcription("", (page,)), stamp), "a.xml")
    assert again.regions[0].polygon == ((0, 1), (100, 2), (100, 80), (7, 8))


def test_reads_corners_as_child_elements() -> None:
    line = line_of('<Coords><Point x="1" y="2"/><Point x="3" y="4"/></Coords><Baseline points="1,2 3.5,4"/>')
    assert line.polygon == ((1, 2), (3, 4))
    assert line.baseline == ((1, 2), (3.5, 4))


def test_a_line_without_words_has_its_text() -> None:
    line = line_of("<TextEquiv><PlainText>e</PlainText><Unicode>e\u0301te\u0301</Unicode></TextEquiv>")
    assert (line.text, line.truth, line.words) == ("été", "été", ())


def test_the_lowest_index_is_the_text() -> None:
    word = line_of(
        '<Word id="w"><TextEquiv index="2" conf="0.1"><Unicode>c</Unicode></TextEquiv>'
        '<TextEquiv index="0" conf="0.7" comments="person"><Unicode>a</Unicode></TextEquiv>'
        '<TextEquiv index="1"><Unicode>b</Unicode></TextEquiv></Word>'
    ).words[0]
    assert (word.text, word.confidence, word.author) == ("a", 0.7, PERSON)
    assert word.alternatives == (Alternative("b"), Alternative("c", 0.1))


def test_a_word_without_text_and_unknown_authors_are_the_machines() -> None:
    words = line_of("<Word id='a'/><Word id='b'><TextEquiv comments='?'><Unicode>b</Unicode></TextEquiv></Word>").words
    assert [(word.text, word.author) for word in words] == [("", MACHINE), ("b", MACHINE)]


def test_regions_come_in_reading_order_the_forgotten_ones_last() -> None:
    regions = "".join(f"<TextRegion id='{name}'/>" for name in "abcde")
    order = (
        "<ReadingOrder><OrderedGroup id='g'>"
        "<RegionRefIndexed index='2' regionRef='a'/>"
        "<UnorderedGroupIndexed index='1' id='h'><!-- x --><RegionRef regionRef='d'/><RegionRef regionRef='b'/>"
        "</UnorderedGroupIndexed><RegionRefIndexed index='0' regionRef='c'/>"
        "</OrderedGroup></ReadingOrder>"
    )
    assert [region.id for region in page_of(order + regions).regions] == list("cdbae")


def test_regions_inside_regions_are_read_too() -> None:
    page = page_of("<TextRegion id='a'><TextRegion id='b' type='marginalia'/></TextRegion>")
    assert [(region.id, region.kind) for region in page.regions] == [("a", "paragraph"), ("b", "marginalia")]


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ("", "paragraph"),
        ("type='heading' custom='structure {type:other-one;}'", "heading"),
        ("custom='readingOrder {index:0;} structure {type:Main zone;}'", "Main zone"),
        ("type='other' custom='structure {type:stamp;}'", "stamp"),
        ("type='other'", "other"),
    ],
)
def test_the_kind_of_a_region(attributes: str, kind: str) -> None:
    assert page_of(f"<TextRegion id='a' {attributes}/>").regions[0].kind == kind


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"not xml", "a.xml is not well-formed XML"),
        (b"", "a.xml is not well-formed XML"),
        (b"<alto><Layout><Page/></Layout></alto>", "a.xml is XML, but has no PAGE page"),
        (b"<PcGts><Page imageWidth='wide'/></PcGts>", "a.xml is PAGE, but a size"),
        (b"<PcGts><Page><TextRegion><Coords points='1,2,3 4,5'/></TextRegion></Page></PcGts>", "a.xml is PAGE"),
        (b"<PcGts><Page><TextRegion><Coords points='nan,2 4,5'/></TextRegion></Page></PcGts>", "a.xml is PAGE"),
    ],
)
def test_says_what_is_wrong_with_a_file(data: bytes, sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence):
        read_page(data, "a.xml")


def test_never_opens_what_an_entity_names(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    data = f"""<!DOCTYPE PcGts [<!ENTITY x SYSTEM "{secret.as_uri()}">]>
    <PcGts><Page><TextRegion><TextLine><TextEquiv><Unicode>&x;</Unicode></TextEquiv></TextLine></TextRegion></Page></PcGts>"""
    assert "secret" not in read_page(data.encode(), "a.xml").text


def test_real_ground_truth_survives_a_round(stamp: Stamp) -> None:
    if not DATA.is_dir():
        pytest.skip("../shared/data is not here: no real PAGE files are read.")
    rows = [json.loads(row) for row in (DATA / "index.jsonl").read_text("utf-8").splitlines()]
    names = {row["collection"]: DATA / (row["page"] + ".xml") for row in rows}
    old = sorted((DATA / "originals").rglob("JDH_*.xml")) + sorted((DATA / "originals").rglob("Testaments*.xml"))
    assert len(names) >= 5
    for path in [*names.values(), *(p for p in old if b"<PcGts" in p.read_bytes())]:
        page = read_page(path.read_bytes(), path.name)
        again = read_page(write(Transcription("", (page,)), stamp), path.name)
        assert page.text
        assert again.text == page.text
        assert [r.kind for r in again.regions] == [r.kind for r in page.regions]
        assert [len(li.polygon) > 2 for li in again.lines()] == [True] * len(list(page.lines()))
