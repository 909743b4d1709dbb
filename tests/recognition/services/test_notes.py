"""Notes: kept once, answered below their question, exported as JSON alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from recognition.formats import FORMATS
from recognition.formats.format import Stamp
from recognition.models import Line, Note, Word
from recognition.services.known_words import knows, vocabulary
from recognition.services.notes import NoteRefused, answer_note, leave_note, mark_done, withdraw_note
from recognition.services.own_words import type_words
from recognition.services.transcriptions import transcribe

STAMP = Stamp("test", datetime(2026, 11, 25, tzinfo=UTC))


@pytest.fixture
def write(anna):
    def run(about, text="Blotted", token=None):
        return leave_note(about=about, text=text, author=anna, token=token or uuid4())

    return run


def test_a_note_sent_twice_is_kept_once(make_page, write) -> None:
    page, token = make_page(), uuid4()
    assert write(page, token=token) == write(page, token=token)
    assert Note.objects.count() == 1


def test_a_token_of_somebody_else_is_refused(make_page, write, ben) -> None:
    note = write(make_page())
    with pytest.raises(NoteRefused, match="somebody else"):
        leave_note(about=note.page, text="x", author=ben, token=note.token)


@pytest.mark.parametrize("text", ["  ", "x" * 501])
def test_empty_and_endless_notes_are_refused(make_page, write, text) -> None:
    with pytest.raises(NoteRefused):
        write(make_page(), text)


def test_an_answer_to_an_answer_stands_below_the_first_note(make_page, write, ben) -> None:
    note = write(make_page())
    answer = answer_note(note=note, text="Yes", author=ben, token=uuid4())
    assert answer_note(note=answer, text="Really", author=ben, token=uuid4()).answers == note


def test_a_note_outlives_its_word(make_page, write) -> None:
    page = make_page()
    note = write(Word.objects.filter(page=page).first())
    page.regions.all().delete()
    note.refresh_from_db()
    assert (note.page, note.word) == (page, None)


def test_json_and_tei_have_the_notes_and_no_other_format_does(document, make_page, write, ben) -> None:
    page = make_page()
    line = Line.objects.get(page=page)
    note = write(line, "UNSEEN elsewhere")
    answer_note(note=note, text="An answer", author=ben, token=uuid4())
    mark_done(note=note, user=ben)
    withdraw_note(note=write(page, "Taken back"))
    whole = transcribe(document)
    (told,) = json.loads(FORMATS["json"].write(whole, STAMP))["pages"][0]["notes"]
    assert (told["about"], told["text"], told["author"], told["done"]) == (
        f"l{line.pk}",
        "UNSEEN elsewhere",
        "anna",
        True,
    )
    assert [answer["text"] for answer in told["answers"]] == ["An answer"]
    assert [name for name in FORMATS if b"UNSEEN" in FORMATS[name].write(whole, STAMP)] == ["tei", "json"]
    assert b"Taken back" not in FORMATS["tei"].write(whole, STAMP)


@pytest.mark.parametrize(("word", "known"), [("London", True), ("Letter", True), ("Qwertham", False), ("1895", True)])
def test_dictionaries_know_words_also_with_a_capital(project, word, known) -> None:
    assert knows(project, word) is known


def test_a_projects_own_list_counts_at_once(project, ben) -> None:
    assert not knows(project, "Qwertham")
    type_words(project=project, text="Qwertham", user=ben)
    assert knows(project, "Qwertham")


def test_all_known_words_come_likeliest_first_those_of_the_project_among_them(project, ben) -> None:
    assert "Qwertham" not in vocabulary(project)
    type_words(project=project, text="Qwertham", user=ben)
    words = vocabulary(project)
    assert max(words.index("Qwertham"), words.index("the")) < words.index("whom")
    assert len(set(words)) == len(words)
