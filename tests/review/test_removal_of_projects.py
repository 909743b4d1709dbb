"""Projects that are removed, with what was learned in them. Others keep theirs, and the shipped reader."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from recognition.models import (
    DatasetVersion,
    Document,
    FineTuning,
    Hand,
    HandPromotion,
    Job,
    JobKind,
    JobState,
    Membership,
    ModelVersion,
    Page,
    PageSide,
    Project,
    Promotion,
    Role,
    WordList,
)
from recognition.services import jobs
from recognition.services.dataset_export import export_pages
from recognition.services.dataset_import import import_dataset
from recognition.services.dataset_manifests import LEARNED
from recognition.services.dataset_versions import make_dataset
from recognition.services.learning import start_learning
from review.models import Trust
from review.services import removal
from tests.all_there_is import files, rows
from tests.recognition.services.labelled_pages import both_sides, document_of, labelled_page


@pytest.fixture
def other(db, ben) -> Project:
    """Another project of Ben's."""
    project = Project.objects.create(name="Elsewhere", slug="elsewhere")
    Membership.objects.create(project=project, user=ben, role=Role.MANAGER)
    return project


@pytest.fixture
def teach(anna, ben, model_version, make_page) -> Callable[[Project], None]:
    """`teach(project)`: everything that a project has beside its documents."""

    def run(project: Project) -> None:
        both_sides(make_page, project, ben)
        dataset = make_dataset(project=project, user=ben)
        imported = io.BytesIO(export_pages(dataset).data)
        import_dataset(project=project, name="elsewhere.zip", file=imported, user=ben)
        dataset.lines.save("lines.zip", ContentFile(b"lines"))
        hand = Hand.objects.create(project=project, number=1)
        taught = _learned(project, dataset, model_version)
        of_hand = _learned(project, dataset, taught, hand)
        Promotion.objects.create(project=project, version=taught)
        first = HandPromotion.objects.create(hand=hand, version=of_hand)
        HandPromotion.objects.create(hand=hand, version=None, takes_back=first)
        Project.objects.filter(pk=project.pk).update(model_version=taught)
        Page.objects.filter(document__project=project).update(model_version=taught)
        hand.model_version = of_hand
        hand.save()
        WordList.objects.create(project=project, name="names.txt")
        Trust.objects.create(project=project, user=anna)
        Job.objects.create(kind=JobKind.GROUP_HANDS, project=project)

    return run


def _learned(project: Project, dataset: DatasetVersion, parent: ModelVersion, hand: Hand | None = None) -> ModelVersion:
    weights = ContentFile(b"weights", "reader.safetensors")
    version = ModelVersion.objects.create(
        name="taught", checksum=f"{project.pk}-{parent.pk}", parent=parent, project=project, hand=hand, dataset=dataset,
        weights=weights,
    )  # fmt: skip
    state = ContentFile(b"state", "state.pt")
    FineTuning.objects.create(project=project, dataset=dataset, hand=hand, candidate=version, start=parent, state=state)
    return version


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """`run(job)`: as a worker does."""

    def do(job: Job) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            jobs.run(job.pk, removal.remove_project)

    return do


def test_all_of_a_project_goes_and_all_of_the_others_stays(project, other, teach, run, model_version) -> None:
    teach(other)
    before, stored = rows(), files()
    lost = {"recognition.Project": 1, "recognition.Membership": 2, "recognition.Document": 1}
    teach(project)
    assert ModelVersion.objects.count() == 2 * 2 + 1
    run(removal.start_removing_project(project=project))
    assert rows() == {label: count - lost.get(label, 0) for label, count in before.items()}
    assert files() == stored
    assert list(Project.objects.all()) == [other]
    assert list(ModelVersion.objects.filter(project=None)) == [model_version]
    assert PageSide.objects.filter(project=other).exists()


def test_a_removal_killed_in_the_middle_goes_on(project, teach, run, monkeypatch) -> None:
    teach(project)
    job = removal.start_removing_project(project=project)

    def die(*_args: object) -> None:
        raise KeyboardInterrupt

    for step in ("_remove_emptied", "_remove_datasets", "_remove_rest"):
        monkeypatch.setattr(removal, step, die)
        with pytest.raises(KeyboardInterrupt):
            run(job)
        monkeypatch.undo()
        Job.objects.filter(pk=job.pk).update(heartbeat_at="2026-11-01T00:00Z", attempts=0)
        assert not ModelVersion.objects.filter(project=None).exclude(name="test reader").exists()
    run(job)
    assert rows() == {"recognition.ModelVersion": 1}
    assert files() == set()


@pytest.mark.parametrize("step", ["_remove_document", "_remove_datasets"])
def test_what_comes_meanwhile_goes_too(project, teach, make_page, run, monkeypatch, step: str) -> None:
    teach(project)
    go_on, brought = getattr(removal, step), []

    def bring_first(*args: object) -> None:
        if not brought:
            version = ModelVersion.objects.filter(project=project).first()
            brought.append(make_page(document=Document.objects.create(project=project, title="Late")))
            Page.objects.filter(pk=brought[0].pk).update(model_version=version)
        go_on(*args)

    monkeypatch.setattr(removal, step, bring_first)
    run(removal.start_removing_project(project=project))
    assert rows() == {"recognition.ModelVersion": 1}
    assert files() == set()


def test_what_the_reader_learns_just_now_is_stopped_at_once(project, other, ben, make_page) -> None:
    for one in (project, other):
        both_sides(make_page, one, ben)
        start_learning(project=one, user=ben)
    removal.start_removing_project(project=project)
    cancelled = dict(FineTuning.objects.values_list("project", "is_cancelled"))
    assert cancelled == {project.pk: True, other.pk: False}


def test_learning_that_began_while_the_removal_waited_is_stopped(project, ben, make_page, run, monkeypatch) -> None:
    both_sides(make_page, project, ben)
    job = removal.start_removing_project(project=project)
    learning = start_learning(project=project, user=ben)
    seen = []
    remove = removal._remove_document

    def look_first(*args: object) -> None:
        seen.append(FineTuning.objects.get(pk=learning.pk).is_cancelled)
        remove(*args)

    monkeypatch.setattr(removal, "_remove_document", look_first)
    run(job)
    assert set(seen) == {True}
    assert not FineTuning.objects.exists()


def test_a_dataset_that_cannot_be_read_stops_nothing(project, ben, make_page, run) -> None:
    labelled_page(make_page, document_of(project, LEARNED), ben)
    default_storage.delete(make_dataset(project=project, user=ben).manifest.name)
    run(removal.start_removing_project(project=project))
    assert not Project.objects.exists()


def test_it_is_asked_for_twice_and_queued_once(project) -> None:
    job = removal.start_removing_project(project=project)
    jobs._start(job.pk)
    assert removal.start_removing_project(project=project) == job
    assert Job.objects.get().state == JobState.RUNNING


def test_the_removal_of_a_document_is_no_removal_of_its_project(project, document) -> None:
    removal.start_removing_document(document=document)
    removal.start_removing_project(project=project)
    assert Job.objects.count() == 2
