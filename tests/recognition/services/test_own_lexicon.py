"""What a project's words are worth, and that they are gathered anew only when they change."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth.models import User

from recognition.models import Label, LabelKind, Page, Project
from recognition.services import own_lexicon as module
from recognition.services import recognize
from recognition.services.labels import make_label, withdraw_label
from recognition.services.own_lexicon import own_lexicon
from recognition.services.own_words import remove_words, take_words, type_words


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    module._lexicon.cache_clear()
    module._text.cache_clear()


def label(page: Page, reading: str, text: str, author: User, kind: LabelKind = LabelKind.TEXT) -> Label:
    return make_label(word=page.words.get(reading__text=reading), kind=kind, text=text, author=author)


def test_a_project_without_words_has_an_empty_lexicon(project) -> None:
    assert len(own_lexicon(project)) == 0


def test_typed_words_weigh_more_than_labels_and_these_more_than_a_long_text(project, make_page, anna) -> None:
    type_words(project=project, text="Callitris", user=anna)
    take_words(project=project, name="novel.txt", stream=io.BytesIO(b"the sea " * 1000))
    label(make_page([["Dyor"]]), "Dyor", "Dyer", anna)
    counts = own_lexicon(project).counts()
    assert counts["Callitris"] > counts["Dyer"] > counts["sea"] == counts["the"] > 0


def test_words_of_several_sources_add_up(project, anna) -> None:
    type_words(project=project, text="Kew\nDyer", user=anna)
    take_words(project=project, name="a.txt", stream=io.BytesIO(b"Kew"))
    counts = own_lexicon(project).counts()
    assert counts["Kew"] - counts["Dyer"] == pytest.approx(module.FILED)


def test_only_standing_texts_of_the_project_count(project, make_page, anna) -> None:
    page = make_page([["a", "b", "c"]])
    label(page, "a", "well-known", anna)
    label(page, "b", "", anna, LabelKind.ILLEGIBLE)
    withdraw_label(label=label(page, "c", "taken back", anna), restore=None)
    assert own_lexicon(project).words == ["known", "well"]
    assert len(own_lexicon(Project.objects.create(name="Other", slug="other"))) == 0


def test_who_reads_is_given_what_the_labels_say_in_its_order(project, make_page, anna) -> None:
    Project.objects.update(language="eng")
    project.refresh_from_db()
    page = make_page([["My", "dea", "Dyor"], ["not", "labelled"]])
    label(page, "Dyor", "Dyer", anna)
    label(page, "My", "My", anna)
    page.words.get(reading__text="dea").reading.delete()
    assert own_lexicon(project).text == ""
    assert own_lexicon(project, with_text=True).text == "My Dyer"


def test_a_text_in_two_languages_changes_neither(project, make_page, anna) -> None:
    Project.objects.update(language="auto")
    project.refresh_from_db()
    label(make_page([["Dyor"]]), "Dyor", "Dyer", anna)
    assert own_lexicon(project, with_text=True).text == ""


def test_every_change_shows_at_once(project, make_page, anna) -> None:
    page = make_page([["a", "b"]])
    seen = []
    first = label(page, "a", "one", anna)
    seen.append(own_lexicon(project).words)
    second = label(page, "a", "two", anna)
    seen.append(own_lexicon(project).words)
    label(page, "b", "three", anna)
    seen.append(own_lexicon(project).words)
    withdraw_label(label=second, restore=first)
    seen.append(own_lexicon(project).words)
    type_words(project=project, text="four", user=anna)
    seen.append(own_lexicon(project).words)
    type_words(project=project, text="five", user=anna)
    seen.append(own_lexicon(project).words)
    file = take_words(project=project, name="a.txt", stream=io.BytesIO(b"six"))
    seen.append(own_lexicon(project).words)
    remove_words(words=file)
    seen.append(own_lexicon(project).words)
    assert seen == [
        ["one"], ["two"], ["three", "two"], ["one", "three"], ["four", "one", "three"], ["five", "one", "three"],
        ["five", "one", "six", "three"], ["five", "one", "three"],
    ]  # fmt: skip


@pytest.mark.parametrize("labels", [1, 12])
def test_two_queries_a_page_and_two_more_after_a_change(
    project, make_page, anna, django_assert_num_queries, labels: int
) -> None:
    page = make_page([[f"w{n}" for n in range(labels)]])
    for n in range(labels):
        label(page, f"w{n}", f"text{n}", anna)
    with django_assert_num_queries(4):
        lexicon = own_lexicon(project)
    with django_assert_num_queries(2):
        assert own_lexicon(project) is lexicon


def test_a_page_is_read_with_the_words_of_its_project(project, make_page, fake_reader, anna) -> None:
    type_words(project=project, text="Dyer", user=anna)
    recognize.read_page(make_page().pk)
    assert fake_reader.own.words == ["Dyer"]
