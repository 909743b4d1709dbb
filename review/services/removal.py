"""Documents and projects, taken away for good: what people said about them, then their rows, then their files.

Page by page, each in a transaction of its own, so that nobody waits for long and a removal that was killed goes on with
what is left. What comes meanwhile, as from a file that is being unpacked, goes too. Pictures that a dataset of the
project holds stay as long as that, and so does on which side of the split a picture stands: it may be brought in again.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from time import sleep

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model, QuerySet

from recognition.models import DatasetVersion, Document, HandPromotion, Job, JobKind, JobState, Label, Page, Project
from recognition.services import jobs
from recognition.services.dataset_manifests import DatasetError, pictures_in
from recognition.services.learning import cancel_learning
from recognition.services.locking import lock_page_for_removal, lock_project
from review.models import Decision

#: Seconds between two pages. Who waits for SQLite looks every tenth of a second whether it is free, and would find it
#: taken again each time.
PAUSE = 0.1


def start_removing_document(*, document: Document) -> Job:
    """Queue it, unless it is under way already."""
    return _start(JobKind.REMOVE_DOCUMENT, document.project, document)


def start_removing_project(*, project: Project) -> Job:
    """Queue it, unless it is under way already. What its reader learns is stopped: the same worker is to do both."""
    _stop_learning(project)
    return _start(JobKind.REMOVE_PROJECT, project)


@transaction.atomic
def _start(kind: JobKind, project: Project, document: Document | None = None) -> Job:
    lock_project(project)
    under_way = Job.objects.filter(kind=kind, project=project, document=document, state=JobState.RUNNING).first()
    return under_way or jobs.queue(kind, project, document=document)


def _stop_learning(project: Project) -> None:
    for learning in project.fine_tunings.filter(jobs__state__in=[JobState.WAITING, JobState.RUNNING]):
        cancel_learning(learning=learning)


class _Held:
    """Names of the pictures that the project's datasets hold."""

    def __init__(self, project: Project) -> None:
        self._project, self._seen, self._names = project, set[int](), set[str]()

    def names(self) -> set[str]:
        """As far as datasets are there now; while the project is locked none is added. Raises JobError where one
        cannot be read: what it holds is not known then."""
        for dataset in self._project.dataset_versions.exclude(pk__in=self._seen):
            try:
                self._names |= pictures_in(dataset)
            except DatasetError as error:
                raise jobs.JobError(str(error)) from error
            self._seen.add(dataset.pk)
        return self._names


def remove_document(document_id: int) -> None:
    document = Document.objects.select_related("project").filter(pk=document_id).first()
    if document is None:
        return  # removed already
    held = _Held(document.project)
    if Label.objects.filter(page__document=document).exists():
        held.names()  # now, because that may take long, and a page is locked when it is asked next
    _remove_document(document, held)


def _remove_document(document: Document, held: _Held | None) -> None:
    is_gone = False
    while not is_gone:
        for page_id in list(document.pages.order_by("pk").values_list("pk", flat=True)):
            _remove_page(document.project, page_id, held)
            sleep(PAUSE)
        is_gone = _remove_emptied(document)


def _remove_page(project: Project, page_id: int, held: _Held | None) -> None:
    with transaction.atomic():
        lock_project(project)
        page = lock_page_for_removal(page_id)
        if page is None:
            return
        # Where nobody has ever decided anything, no dataset was made of it.
        kept = held.names() if held and Label.objects.filter(page=page).exists() else set()
        _delete_files(name for name in _files(page) if name not in kept)
        decisions = Decision.objects.filter(page=page)
        decisions.update(undoes=None)  # otherwise each protects the one that it undoes
        decisions.delete()
        Label.objects.filter(page=page).delete()
        page.delete()


def _files(page: Page) -> list[str]:
    pictures = [name for names in page.step_pictures.values_list("before", "after") for name in names]
    return [page.image.name, page.thumbnail.name, *pictures, *page.lines.values_list("picture", flat=True)]


def _delete_files(names: Iterable[str]) -> None:
    """Once the rows that name them are gone for good."""
    for name in names:
        if name:
            transaction.on_commit(partial(default_storage.delete, name), robust=True)


def _locked(rows: QuerySet[Model], *files: str) -> list[str]:
    """Rows about which there may be jobs, held before these as by who is at one; the names of their files."""
    found = rows.select_for_update(of=("self",)).order_by("pk").values_list(*files)
    return [name for names in found for name in names]


def _remove_emptied(document: Document) -> bool:
    """The document with its files as they came; False where a page has been added meanwhile."""
    with transaction.atomic():
        lock_project(document.project)  # an upload may be about to use the document
        locked = Document.objects.select_for_update(of=("self",)).filter(pk=document.pk).first()
        if locked is None:
            return True
        if locked.pages.exists():
            return False
        _delete_files(_locked(locked.sources.all(), "file"))
        locked.delete()
    return True


def remove_project(project_id: int) -> None:
    project = Project.objects.filter(pk=project_id).first()
    if project is None:
        return  # removed already
    is_gone = False
    while not is_gone:
        _stop_learning(project)
        while (document := project.documents.select_related("project").order_by("pk").first()) is not None:
            _remove_document(document, None)
        _remove_readers(project)
        _remove_datasets(project)
        is_gone = _remove_rest(project)


@transaction.atomic
def _remove_readers(project: Project) -> None:
    """What was learned, with its weights. Nothing of it may be left without a project: all could read with that."""
    lock_project(project)
    Project.objects.filter(pk=project.pk).update(model_version=None)
    project.hands.update(model_version=None)
    project.promotions.all().delete()
    HandPromotion.objects.filter(hand__project=project).delete()
    _delete_files(_locked(project.fine_tunings.all(), "state"))
    project.fine_tunings.all().delete()
    for version in project.model_versions.order_by("-pk"):  # what was learned from another comes after that
        _delete_files([version.weights.name])
        version.delete()


def _remove_datasets(project: Project) -> None:
    """With all pictures that they hold."""
    for dataset in project.dataset_versions.order_by("pk"):
        try:
            pictures = pictures_in(dataset)
        except DatasetError:
            pictures = set()  # nobody can tell any more which they are
        with transaction.atomic():
            files = _locked(DatasetVersion.objects.filter(pk=dataset.pk), "manifest", "lines")
            _delete_files([*pictures, *files])
            dataset.delete()


def _remove_rest(project: Project) -> bool:
    """Words, rules, members and the project; False where something else has been added meanwhile."""
    with transaction.atomic():
        locked = Project.objects.select_for_update(of=("self",)).filter(pk=project.pk).first()
        if locked is None:
            return True
        if any(rows.exists() for rows in (locked.documents, locked.dataset_versions, locked.model_versions)):
            return False
        locked.delete()
    return True
