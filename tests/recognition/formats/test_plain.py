from __future__ import annotations

from collections.abc import Callable

from recognition.engine.transcription import Page, Transcription
from recognition.formats import Stamp, plain

Build = Callable[..., Transcription]


def test_one_page_is_its_text_alone(of_words: Build, stamp: Stamp) -> None:
    whole = of_words([["My dear Dyer", "I have gone"], ["Yours ever"]])
    assert plain.write(whole, stamp).decode() == "My dear Dyer\nI have gone\n\nYours ever\n"


def test_pages_are_set_apart_and_numbered(of_words: Build, stamp: Stamp) -> None:
    whole = of_words([["été"]], [], [["end"]])
    assert plain.write(whole, stamp).decode() == "[page 1]\n\nété\n\n\n[page 2]\n\n\n[page 3]\n\nend\n"


def test_lines_without_text_make_no_paragraphs(of_words: Build, stamp: Stamp) -> None:
    whole = of_words([["one", "", "two"], [""], ["three"]])
    assert plain.write(whole, stamp).decode() == "one\ntwo\n\nthree\n"


def test_nothing_is_an_empty_file(of_words: Build, stamp: Stamp) -> None:
    assert plain.write(of_words([]), stamp) == b""
    assert plain.write(of_words(), stamp) == b""


def test_every_line_with_text_is_there_in_order(any_page: Page, stamp: Stamp) -> None:
    lines = plain.write(Transcription("", (any_page,)), stamp).decode().split("\n")
    assert [line for line in lines if line] == [line.text for line in any_page.lines() if line.text]
