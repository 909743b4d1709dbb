"""No page that was ever held out reached the training of any reader, nor of any that it comes from; by checksum."""

from __future__ import annotations

import hashlib
import importlib

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from recognition.models import DatasetVersion, ModelVersion, Page, PageSide, Project
from recognition.services.dataset_versions import HELD_OUT, LEARNED, DatasetError, dataset_pages, make_dataset
from recognition.services.labels import withdraw_label
from tests.conftest import MakePage
from tests.recognition.services.labelled_pages import both_sides, document_of, labelled_page


def checksums(dataset: DatasetVersion, side: str) -> set[str]:
    return {row["checksum"] for row in dataset_pages(dataset, side)}


def picture_of(page: Page) -> str:
    with page.image.open("rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def ever(project: Project, side: str) -> set[str]:
    """By the manifests, not by what the project remembers."""
    return set[str]().union(*(checksums(version, side) for version in project.dataset_versions.all()))


def learned_by(version: ModelVersion | None) -> set[str]:
    """What the reader and all from which it comes have learned from, down to the base."""
    learned = set[str]()
    while version is not None:
        learned |= checksums(version.dataset, LEARNED) if version.dataset else set()
        version = version.parent
    return learned


@pytest.fixture
def taught(project: Project, ben: User):
    """Teach a reader by what is confirmed now; each comes from the one before, and the first from the base."""
    base = ModelVersion.objects.create(name="base", checksum="base")

    def teach() -> ModelVersion:
        dataset = make_dataset(project=project, user=ben)
        parent = project.model_versions.last() or base
        name = f"taught by {dataset.number}"
        return ModelVersion.objects.create(name=name, checksum=name, parent=parent, project=project, dataset=dataset)

    return teach


def forget(page: Page) -> None:
    """Take all back that people confirmed on it: no row of a new dataset speaks of it any more."""
    for word in page.words.exclude(label=None).select_related("label"):
        withdraw_label(label=word.label, restore=None)


def test_no_ancestor_learned_from_a_page_that_was_ever_held_out(
    make_page: MakePage, project: Project, ben: User, taught
) -> None:  # fmt: skip
    """Pictures come again on the other side: beside the first, after it is gone, before the first and together."""
    _, *held_out = both_sides(make_page, project, ben)  # pictures 0, and 1 to 3
    labelled_page(make_page, document_of(project, LEARNED), ben, seed=1)
    taught()
    forget(held_out[1])
    labelled_page(make_page, document_of(project, LEARNED), ben, seed=2)  # left the held-out side
    labelled_page(make_page, document_of(project, HELD_OUT), ben, seed=0)  # learned already
    taught()
    for side in (HELD_OUT, LEARNED):
        labelled_page(make_page, document_of(project, side), ben, seed=20)
    labelled_page(make_page, document_of(project, LEARNED), ben, seed=21)
    newest = taught()
    learned, held = learned_by(newest), ever(project, HELD_OUT)
    assert (len(learned), len(held)) == (2, 4)
    assert not learned & held


def test_a_page_whose_document_moves_to_the_other_side_is_not_learned(
    make_page: MakePage, project: Project, ben: User
) -> None:
    _, moved, *_ = both_sides(make_page, project, ben)
    make_dataset(project=project, user=ben)
    Page.objects.filter(pk=moved.pk).update(document=document_of(project, LEARNED))
    again = make_dataset(project=project, user=ben)
    assert picture_of(moved) not in checksums(again, LEARNED) | checksums(again, HELD_OUT)


def test_nothing_is_remembered_of_a_dataset_that_was_not_made(make_page: MakePage, project: Project, ben: User) -> None:
    labelled_page(make_page, document_of(project, HELD_OUT), ben)
    with pytest.raises(DatasetError):
        make_dataset(project=project, user=ben)
    assert not PageSide.objects.exists()


def test_another_project_holds_out_for_itself(make_page: MakePage, project: Project, ben: User) -> None:
    both_sides(make_page, project, ben)
    make_dataset(project=project, user=ben)
    other = Project.objects.create(name="Other", slug="other")
    page = labelled_page(make_page, document_of(other, LEARNED), ben, seed=1)
    assert checksums(make_dataset(project=other, user=ben), LEARNED) == {picture_of(page)}


def test_sides_of_earlier_datasets_are_taken_from_their_manifests(
    make_page: MakePage, project: Project, ben: User
) -> None:
    both_sides(make_page, project, ben)
    make_dataset(project=project, user=ben)
    known = set(PageSide.objects.values_list("project", "checksum", "side"))
    PageSide.objects.all().delete()
    importlib.import_module("recognition.migrations.0014_learning_safety").remember_sides(apps, None)
    assert set(PageSide.objects.values_list("project", "checksum", "side")) == known
