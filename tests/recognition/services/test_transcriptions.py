from __future__ import annotations

from typing import Any

from recognition.engine.transcription import MACHINE, PERSON, READER, SPELLING, Alternative
from recognition.models import LabelKind, Reading, Region, Word
from recognition.services.transcriptions import image_name, transcribe, transcribe_page


def test_people_before_machine_and_everybody_by_name(desk: Any, said: Any) -> None:
    sure = said("I", confidence=0.97, alternatives=(("I", 0.97), ("J", 0.01)))
    corrected = said("Dyar", "Dyer", confidence=0.4, alternatives=(("Dyar", 0.4), ("Dyer", 0.3), ("Ayer", 0.1)))
    document = desk.document("Letter", [[[sure, corrected, said("kept", "kept")]]])
    first, second, third = next(transcribe(document).pages[0].lines()).words
    assert (first.text, first.author, first.confidence) == ("I", MACHINE, 0.97)
    assert first.alternatives == (Alternative("J", 0.01),)
    assert (second.text, second.author, second.confidence) == ("Dyer", PERSON, None)
    assert second.alternatives == (Alternative("Dyar", 0.4), Alternative("Ayer", 0.1))
    assert (third.text, third.author, third.alternatives) == ("kept", PERSON, ())


def test_a_spelling_suggestion_stays_one_and_what_older_versions_read_is_the_readers(desk: Any, said: Any) -> None:
    document = desk.document("Letter", [[[said("Dyar", confidence=0.4, alternatives=(("Dyor", 0.3),))]]])
    reading = Reading.objects.get()
    reading.alternatives.append({"text": "Dyer", "confidence": None, "source": "spelling"})
    reading.save()
    word = next(transcribe(document).pages[0].lines()).words[0]
    assert word.alternatives == (Alternative("Dyor", 0.3, READER), Alternative("Dyer", None, SPELLING))


def test_what_is_no_word_is_left_out_and_what_nobody_can_read_is_said(desk: Any, said: Any) -> None:
    blot, dark = said("~", kind=LabelKind.NOT_A_WORD), said("xx", kind=LabelKind.ILLEGIBLE)
    document = desk.document("Letter", [[["My", blot, dark, "Dyer"], [blot]]])
    page = transcribe(document).pages[0]
    assert [line.text for line in page.lines()] == ["My [illegible] Dyer", ""]
    assert next(page.lines()).words[1].author == PERSON


def test_a_withdrawn_label_counts_no_more(desk: Any, said: Any) -> None:
    document = desk.document("Letter", [[[said("Dyar", "Dyer", withdrawn=True)]]])
    word = next(transcribe(document).pages[0].lines()).words[0]
    assert (word.text, word.author) == ("Dyar", MACHINE)


def test_a_label_alone_stands_without_a_reading(desk: Any, said: Any) -> None:
    document = desk.document("Letter", [[[said(None, "Dyer"), said(None)]]])
    assert [w.text for w in next(transcribe(document).pages[0].lines()).words] == ["Dyer"]


def test_keeps_pages_paragraphs_lines_and_words_in_reading_order(desk: Any) -> None:
    pages = [[["one", "two"], ["three"]], [["four"]]], [], [[["five"]]]
    document = desk.document("Letter", *pages)
    Region.objects.filter(page__number=1, position=0).update(position=7)
    Word.objects.filter(reading__text="one").update(position=9)
    transcription = transcribe(document)
    assert [page.text for page in transcription.pages] == ["four\n\ntwo one\nthree", "", "five"]
    assert transcription.pages[2] == transcribe_page(document.pages.get(number=3))


def test_says_what_it_is_of(desk: Any) -> None:
    document = desk.document("Été / 1895", [[["one"]]])
    transcription = transcribe(document)
    assert (transcription.title, transcription.language, transcription.model) == ("Été / 1895", "eng", "reader-letters")
    page = transcription.pages[0]
    assert (page.image, page.width, page.height, page.steps) == ("Été 1895-0001.jpg", 1000, 1400, ("deskew",))
    assert page.image == image_name(document.pages.get())
    line = next(page.lines())
    assert line.baseline == ((100.0, 130.0), (900.0, 130.0))
    assert line.words[0].id == f"w{Word.objects.get().pk}"


def test_leaves_other_documents_out_and_asks_the_database_seldom(
    desk: Any, another_desk: Any, django_assert_num_queries: Any
) -> None:
    another_desk.document("Register", [[["other"]]])
    desk.document("Another", [[["other"]]])
    document = desk.document("Letter", *[[[["word"] * 5] * 4] * 2] * 3)
    with django_assert_num_queries(5):
        transcription = transcribe(document)
    assert {w.text for p in transcription.pages for line in p.lines() for w in line.words} == {"word"}
    assert sum(len(line.words) for p in transcription.pages for line in p.lines()) == 120
