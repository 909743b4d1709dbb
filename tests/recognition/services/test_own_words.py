"""A project's own words: typed and from files."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth.models import User

from recognition.models import Project, WordList
from recognition.services.own_words import WordsRefused, add_words, remove_words, take_words, type_words, typed_list


def taken(project: Project, data: bytes, name: str = "names.txt") -> WordList:
    return take_words(project=project, name=name, stream=io.BytesIO(data))


def test_typed_lines_are_kept_as_typed_and_counted_by_their_letters(project, ben: User) -> None:
    text = "Callitris: 12\nRoyal Gardens, Kew\nKew\t3\n1895\n\nl’Église"
    type_words(project=project, text=text, user=ben)
    kept = typed_list(project)
    assert (kept.text, kept.changed_by) == (text, ben)
    assert kept.counts == {"Callitris": 12, "Royal": 1, "Gardens": 1, "Kew": 4, "l": 1, "Église": 1}
    assert kept.words == 6


def test_a_list_has_one_place_however_often_it_is_saved(project, ben: User) -> None:
    type_words(project=project, text="Dyer", user=ben)
    type_words(project=project, text="", user=ben)
    assert WordList.objects.get().counts == {}


def test_added_words_stand_below_and_never_twice(project) -> None:
    type_words(project=project, text="Kew\n\nDyer", user=None)
    assert add_words(project=project, words=["Dyer", "Hooker", "Hooker"]).text == "Kew\n\nDyer\nHooker"


def test_a_file_leaves_its_words_and_takes_the_place_of_its_namesake(project) -> None:
    taken(project, b"old")
    kept = taken(project, "\ufeffKew, le 3 Août. Kew".encode())
    assert WordList.objects.get() == kept
    assert (kept.name, kept.text, kept.counts) == ("names.txt", "", {"Kew": 2, "le": 1, "Août": 1})


def test_a_removed_file_is_forgotten_and_the_typed_list_stays(project, ben: User) -> None:
    type_words(project=project, text="Dyer", user=ben)
    remove_words(words=taken(project, b"Kew"))
    assert WordList.objects.get() == typed_list(project)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("Août".encode("latin-1"), "names.txt is no text in UTF-8."),
        ("Kew".encode("utf-16-le"), "names.txt is no text in UTF-8."),
        (b"12 1895", "names.txt holds no words."),
        (b"", "names.txt holds no words."),
        (b"Kew Kew Kew Kew Kew", "names.txt is larger than"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence_that_names_it(project, settings, data, sentence: str) -> None:
    settings.WORDS_BYTES = 15
    with pytest.raises(WordsRefused, match=f"^{sentence}"):
        taken(project, data)
    assert not WordList.objects.exists()


def test_a_typed_list_beyond_measure_is_refused(project, settings) -> None:
    settings.WORDS_BYTES = 3
    with pytest.raises(WordsRefused, match="larger than"):
        type_words(project=project, text="Kew!", user=None)


def test_a_files_name_is_shown_without_its_folders(project) -> None:
    assert taken(project, b"Kew", "../../etc/names.txt").name == "names.txt"
