"""Every address asks who is there: strangers to the site log in, strangers to the project see nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from recognition.models import (
    DatasetVersion,
    FineTuning,
    Hand,
    Job,
    JobKind,
    Note,
    Page,
    SourceState,
    StepPicture,
    WordList,
)
from review.models import Acceptance
from review.urls import urlpatterns

OPEN = {"login", "logout"}
#: Addresses that are about no project.
GENERAL = {"projects", "new-project", "own-work", "erase-times", "own-settings"}
#: Addresses that change a project's rules.
MANAGED = [
    "new-project", "project-settings", "project-words", "upload-words", "remove-words", "read-again",
    "read-unreviewed-again", "second-looks", "second-looks-person", "undo-acceptance", "lay-fields",
    "project-imaging", "show-steps", "start-learning", "learning-rule", "read-with", "roll-back", "cancel-learning",
    "go-on-learning", "import-dataset", "pack-dataset", "learn-hand", "read-hand-with", "roll-back-hand", "group-hands",
    "split-hands", "name-hand", "merge-hand", "remove-document", "remove-project",
]  # fmt: skip
#: What only managers see.
SEEN_BY_MANAGERS = {
    "project-times", "learning", "changed-readings", "datasets", "dataset-pages", "dataset-lines", "dataset-line",
    "hands", "hand",
}  # fmt: skip
NAMES = sorted(pattern.name for pattern in urlpatterns if pattern.name not in OPEN)


@pytest.fixture
def addresses(make_page, anna: User) -> dict[str, str]:
    """An address that exists, for every name."""
    page: Page = make_page()
    project = page.document.project
    page.source.state = SourceState.REFUSED
    page.source.save()
    job = Job.objects.create(kind=JobKind.READ_PAGE, project=project, page=page)
    shown = StepPicture.objects.create(page=page, step="flatten")
    shown.before.save("before.webp", ContentFile(b"a picture"))
    dataset = DatasetVersion.objects.create(project=project, number=1)
    known = {
        "dataset_id": dataset.pk,
        "number": 0,
        "learning_id": FineTuning.objects.create(project=project, dataset=dataset).pk,
        "slug": project.slug,
        "document_id": page.document_id,
        "page_id": page.pk,
        "line_id": page.lines.get().pk,
        "job_id": job.pk,
        "source_id": page.source_id,
        "list_id": WordList.objects.create(project=project, name="names.txt").pk,
        "format_name": "txt",
        "note_id": Note.objects.create(page=page, text="?", author=anna, token=uuid4()).pk,
        "user_id": anna.pk,
        "picture_id": shown.pk,
        "side": "before",
        "hand_id": Hand.objects.create(project=project, number=1).pk,
        "acceptance_id": Acceptance.objects.create(project=project, person=anna, by=anna).pk,
    }
    wanted = {pattern.name: pattern.pattern.converters for pattern in urlpatterns}
    return {name: reverse(name, kwargs={key: known[key] for key in wanted[name]}) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_in_without_logging_in(client: Client, addresses: dict[str, str], name: str, method: str) -> None:
    response = getattr(client, method)(addresses[name])
    assert response.status_code == 302
    assert response.headers["Location"] == f"{reverse('login')}?next={addresses[name]}"


@pytest.mark.parametrize("name", [name for name in NAMES if name not in GENERAL])
def test_a_project_is_not_there_for_who_is_not_in_it(
    browse, stranger: User, addresses: dict[str, str], name: str
) -> None:
    client: Client = browse(stranger)
    answers = {client.get(addresses[name]).status_code, client.post(addresses[name]).status_code}
    assert answers <= {404, 405}
    assert 404 in answers


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {*MANAGED, *SEEN_BY_MANAGERS, "upload"}])
def test_a_reviewer_gets_in(browse, anna: User, addresses: dict[str, str], name: str) -> None:
    client: Client = browse(anna)
    answer = client.get(addresses[name])
    if answer.status_code == 405:
        answer = client.post(addresses[name])
    assert answer.status_code in {200, 302}
    assert not answer.headers.get("Location", "").startswith(reverse("login"))


@pytest.mark.parametrize("name", MANAGED)
def test_rules_are_changed_by_managers_only(browse, anna: User, addresses: dict[str, str], name: str) -> None:
    answer = browse(anna).post(addresses[name])
    assert answer.status_code == 403
    assert b"managers" in answer.content
