from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from recognition.engine.transcription import PERSON, Alternative, Line, Page, Region, Transcription, Word
from recognition.formats import Stamp
from recognition.formats.words_csv import COLUMNS, guarded, unguarded, write


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_row_says_where_a_word_stands_and_who_wrote_it(stamp: Stamp) -> None:
    box = ((10.0, 20.2), (60.4, 20.2), (60.4, 50.0), (10.0, 50.0))
    machine = Word("Callibris", box, 0.62, (Alternative("Callitris", 0.2), Alternative("Calletris", 0.1)))
    person = Word("Dyer", (), None, (), PERSON)
    empty, full = Region((Line((), (), (person,)),)), Region((Line((), ()), Line((), (), (person, machine))))
    pages = (Page("a.jpg", 100, 80), Page("b.jpg", 100, 80, (empty, full)))
    rows = rows_of(write(Transcription("Kew, 1895", pages), stamp))
    assert [list(row) for row in rows] == [list(COLUMNS)] * 3
    assert rows[2] == {
        "document": "Kew, 1895", "page": "2", "image": "b.jpg", "region": "2", "line": "3", "word": "2",
        "text": "Callibris", "author": "machine", "confidence": "0.6200",
        "left": "10", "top": "20", "width": "51", "height": "30", "alternatives": "Callitris | Calletris",
    }  # fmt: skip
    assert [rows[0][key] for key in ("author", "confidence", "left", "alternatives")] == ["person", "", "", ""]
    assert [(row["line"], row["word"]) for row in rows] == [("1", "1"), ("3", "1"), ("3", "2")]


def test_every_word_survives(any_page: Page, stamp: Stamp) -> None:
    rows = rows_of(write(Transcription("", (any_page,)), stamp))
    assert [unguarded(row["text"]) for row in rows] == [w.text for line in any_page.lines() for w in line.words]


def test_begins_with_a_byte_order_mark_for_spreadsheets(of_words: Callable[..., Transcription], stamp: Stamp) -> None:
    assert write(of_words([["été"]]), stamp).startswith(b"\xef\xbb\xbfdocument,page,")


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd|x", "-2+3", "\t=1", "=HYPERLINK(x)", "＝1+1", "--", "'=1"])
def test_what_would_run_is_guarded(text: str, of_words: Callable[..., Transcription], stamp: Stamp) -> None:
    assert guarded(text) == "'" + text
    assert unguarded(guarded(text)) == text
    rows = rows_of(write(of_words([["Dyer"]], title=text), stamp))
    assert rows[0]["document"] == "'" + text


@pytest.mark.parametrize("text", ["-", "+", "=", "-5", "+1,5", "'tis", "l'été", "a=b", "", "—", "'", "£5"])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text
