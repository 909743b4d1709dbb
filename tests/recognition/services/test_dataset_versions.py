from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.utils import timezone

from recognition.models import DatasetVersion, Document, Label, LabelKind, Page, Project, Reading
from recognition.services import dataset_versions
from recognition.services.dataset_versions import HELD_OUT, LEARNED, DatasetError, dataset_pages, make_dataset
from recognition.services.labels import make_label
from tests.conftest import MakePage
from tests.recognition.services.labelled_pages import TEXTS, both_sides, document_of, read_page


def test_a_version_copies_what_is_confirmed(make_page: MakePage, project: Project, ben: User) -> None:
    page, *_ = both_sides(make_page, project, ben)
    dataset = make_dataset(project=project, user=ben)
    (row,) = dataset_pages(dataset, LEARNED)
    assert (row["page"], row["document"]) == (page.pk, page.document.key)
    assert [line["parts"] for line in row["lines"]] == [[[" ".join(words), 0.0, 1.0]] for words in TEXTS]
    assert {side: dataset.counts[side]["lines"] for side in (LEARNED, HELD_OUT)} == {LEARNED: 2, HELD_OUT: 6}
    assert dataset.counts[LEARNED]["letters"]["p"] == 5


def test_a_long_name_fits_also_where_a_storage_lengthens_it(make_page: MakePage, project: Project, ben: User) -> None:
    both_sides(make_page, project, ben)
    Project.objects.update(slug="s" * 80)
    project.refresh_from_db()
    names = [make_dataset(project=project, user=ben).manifest.name for _ in range(2)]
    assert len(set(names)) == 2
    assert max(map(len, names)) <= 100


def test_later_labels_do_not_change_it(make_page: MakePage, project: Project, ben: User) -> None:
    page, *_ = both_sides(make_page, project, ben)
    first = make_dataset(project=project, user=ben)
    before = dataset_pages(first, LEARNED)
    make_label(word=page.words.first(), kind=LabelKind.TEXT, text="lump", author=ben)
    second = make_dataset(project=project, user=ben)
    assert dataset_pages(first, LEARNED) == before
    assert dataset_pages(second, LEARNED)[0]["lines"][0]["parts"][0][0] == "lump map palm"
    assert (first.number, second.number) == (1, 2)


def test_a_manifest_that_was_changed_is_refused(make_page: MakePage, project: Project, ben: User) -> None:
    both_sides(make_page, project, ben)
    dataset = make_dataset(project=project, user=ben)
    dataset.manifest.save("other.jsonl", ContentFile(json.dumps({"side": LEARNED}).encode()))
    with pytest.raises(DatasetError, match="was changed"):
        dataset_pages(dataset, LEARNED)


def test_of_a_partly_confirmed_line_the_confirmed_words_count(
    make_page: MakePage, project: Project, ben: User
) -> None:  # fmt: skip
    page = make_page([["My", "dear", "Dyer", "Kew"]], document=document_of(project, LEARNED))
    my, _, dyer, _ = page.words.order_by("position")
    for word, text in ((my, "My"), (dyer, "Dyer")):
        make_label(word=word, kind=LabelKind.TEXT, text=text, author=ben)
    (row,) = dataset_pages(make_dataset(project=project, user=ben), LEARNED)
    assert [part[0] for part in row["lines"][0]["parts"]] == ["My", "Dyer"]
    Reading.objects.filter(text="dear").update(confidence=0.99)
    (row,) = dataset_pages(make_dataset(project=project, user=ben), LEARNED)
    assert [part[0] for part in row["lines"][0]["parts"]] == ["My dear Dyer"]


def test_a_page_that_is_removed_while_labels_are_written_down_is_left_out(
    make_page: MakePage, project: Project, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, *others = both_sides(make_page, project, ben)
    lock = dataset_versions.lock_project

    def remove_first(of: Project) -> Project:
        others[0].labels.all().delete()
        others[0].delete()
        return lock(of)

    monkeypatch.setattr(dataset_versions, "lock_project", remove_first)
    dataset = make_dataset(project=project, user=ben)
    rows = [*dataset_pages(dataset, LEARNED), *dataset_pages(dataset, HELD_OUT)]
    assert [row["page"] for row in rows] == [page.pk, *(one.pk for one in others[1:])]


@pytest.mark.parametrize("is_removed", [True, False])
def test_a_picture_may_be_missing_only_where_its_page_is_removed(
    make_page: MakePage, project: Project, ben: User, monkeypatch: pytest.MonkeyPatch, is_removed: bool
) -> None:
    page, lost, *_ = both_sides(make_page, project, ben)
    side_of = dataset_versions.side_of

    def lose_first(document: Document) -> str:
        if document == lost.document and Page.objects.filter(pk=lost.pk).exists():
            lost.image.delete(save=False)
            if is_removed:
                lost.labels.all().delete()
                Page.objects.filter(pk=lost.pk).delete()
        return side_of(document)

    monkeypatch.setattr(dataset_versions, "side_of", lose_first)
    if is_removed:
        assert dataset_pages(make_dataset(project=project, user=ben), LEARNED)[0]["page"] == page.pk
    else:
        with pytest.raises(FileNotFoundError):
            make_dataset(project=project, user=ben)


def test_nothing_confirmed_is_told_in_a_sentence(make_page: MakePage, project: Project, ben: User) -> None:
    make_page(document=document_of(project, LEARNED))
    with pytest.raises(DatasetError, match="No line is confirmed"):
        make_dataset(project=project, user=ben)
    assert not DatasetVersion.objects.exists()


def test_where_nobody_reviewed_anything_sure_words_are_written_down(
    make_page: MakePage, project: Project, ben: User
) -> None:
    learned = make_page([[("My", 0.95), ("deer", 0.4), ("Dyer", 0.5)]], document=document_of(project, LEARNED))
    held_out = read_page(make_page, document_of(project, HELD_OUT), sure=0.99)
    dataset = make_dataset(project=project, user=ben, from_readings=True)
    (row,), (other,) = (dataset_pages(dataset, side) for side in (LEARNED, HELD_OUT))
    assert (row["page"], [text for text, _, _ in row["lines"][0]["parts"]]) == (learned.pk, ["My", "Dyer"])
    assert (other["page"], other["lines"][0]["parts"]) == (held_out.pk, [])
    assert dataset.counts[LEARNED]["words"] == 0


def test_pages_with_a_decision_are_no_longer_learned_without_one(
    make_page: MakePage, project: Project, ben: User
) -> None:
    page = make_page([[("My", 0.95), ("dear", 0.95)]], document=document_of(project, LEARNED))
    label = make_label(word=page.words.first(), kind=LabelKind.TEXT, text="My", author=ben)
    with pytest.raises(DatasetError, match="sure of no word"):
        make_dataset(project=project, user=ben, from_readings=True)
    Label.objects.filter(pk=label.pk).update(withdrawn_at=timezone.now())
    page.words.update(label=None)
    assert make_dataset(project=project, user=ben, from_readings=True).from_readings


def test_of_many_unreviewed_pages_some_are_taken_evenly(
    make_page: MakePage, project: Project, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(dataset_versions._UNREVIEWED, LEARNED, 2)
    document = document_of(project, LEARNED)
    pages = [make_page([[("My", 0.95)]], document=document) for _ in range(5)]
    rows = dataset_pages(make_dataset(project=project, user=ben, from_readings=True), LEARNED)
    assert [row["page"] for row in rows] == [pages[0].pk, pages[3].pk]
