from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.urls import reverse

from recognition.models import DatasetVersion, FineTuning, Job, JobState, Line, ModelVersion, Project, Reason
from recognition.services.dataset_versions import LEARNED
from recognition.services.learning import start_learning
from tests.conftest import MakePage
from tests.recognition.services.labelled_pages import both_sides, document_of, read_page

VERDICT = {
    "reason": Reason.BETTER, "pages": 3, "lines": 6, "cer_before": 0.4, "cer_after": 0.25, "gain": 0.15, "low": 0.1,
    "high": 0.2, "base_before": 0.1, "base_after": 0.102, "is_better": True,
    "changes": [{"line": 999, "truth": "My dear Dyer", "before": "My deer Dyar", "after": "My dear Dyar"}],
}  # fmt: skip


@pytest.fixture
def address(project: Project) -> str:
    return reverse("learning", args=[project.slug])


@pytest.fixture
def learning(make_page: MakePage, project: Project, ben: User) -> FineTuning:
    both_sides(make_page, project, ben)
    return start_learning(project=project, user=ben)


@pytest.fixture
def judged(learning: FineTuning) -> FineTuning:
    learning.candidate = ModelVersion.objects.create(
        name="taught", checksum="1", project=learning.project, dataset=learning.dataset,
        card={"taught_on": {"parts": 2}}, weights=ContentFile(b"weights", "w"),
    )  # fmt: skip
    learning.verdict = VERDICT
    learning.save()
    Job.objects.update(state=JobState.DONE)
    return learning


def test_a_click_starts_learning_and_the_page_follows_it(
    browse, ben: User, make_page: MakePage, project: Project, address: str
) -> None:
    both_sides(make_page, project, ben)
    page = browse(ben).get(address).content.decode()
    assert "8 lines are confirmed" in page
    page = browse(ben).post(reverse("start-learning", args=[project.slug]), follow=True).content.decode()
    assert "Learning from dataset 1" in page
    assert 'hx-trigger="every 3s"' in page
    assert "Let the reader learn" not in page


def test_nothing_to_learn_is_told(browse, ben: User, project: Project, address: str) -> None:
    assert "Let the reader learn" not in browse(ben).get(address).content.decode()
    page = browse(ben).post(reverse("start-learning", args=[project.slug]), follow=True).content.decode()
    assert "No line is confirmed" in page


def test_progress_curve_and_examples_are_shown(browse, ben: User, learning: FineTuning, address: str) -> None:
    line = Line.objects.first()
    FineTuning.objects.update(
        step=100, steps=400, seconds=120.0,
        curve=[{"step": 0, "seconds": 0, "cer": 0.4}, {"step": 100, "seconds": 120, "cer": 0.3}],
        examples=[{"line": line.pk, "truth": "lamp map", "readings": [{"step": 0, "text": "lomp"}]}],
    )  # fmt: skip
    Job.objects.update(state=JobState.RUNNING)
    page = browse(ben).get(address).content.decode()
    assert "100 of 400 batches. About 6 minutes left." in page
    assert 'points="0.0,0.0 120.0,40.0"' in page
    assert reverse("line-picture", args=[line.pk]) in page


def test_cancelling_and_going_on(browse, ben: User, learning: FineTuning) -> None:
    client = browse(ben)
    client.post(reverse("cancel-learning", args=[learning.pk]))
    assert FineTuning.objects.get().is_cancelled
    Job.objects.update(state=JobState.FAILED, error="Learning was cancelled.")
    assert "Learning was cancelled." in client.get(reverse("learning", args=["sample-letters"])).content.decode()
    client.post(reverse("go-on-learning", args=[learning.pk]))
    assert not FineTuning.objects.get().is_cancelled
    assert Job.objects.get().state == JobState.WAITING


def test_a_verdict_is_told_with_its_figures(browse, ben: User, judged: FineTuning, address: str) -> None:
    page = browse(ben).get(address).content.decode()
    assert "Better, and proven." in page
    assert "wrong characters went from 40.0 % to 25.0 %, a gain between 10.0 and 20.0 points" in page


def test_one_click_promotes_and_one_takes_back(browse, ben: User, judged: FineTuning) -> None:
    client, slug = browse(ben), judged.project.slug
    page = client.post(reverse("read-with", args=[slug]), {"version": judged.candidate_id}, follow=True)
    assert "Pages are read by “taught”." in page.content.decode()
    page = client.post(reverse("roll-back", args=[slug]), follow=True)
    assert "the reader that ships" in page.content.decode()
    assert Project.objects.get(slug=slug).model_version is None


def test_a_version_that_is_not_better_cannot_be_chosen(browse, ben: User, judged: FineTuning, address: str) -> None:
    FineTuning.objects.update(verdict=VERDICT | {"reason": Reason.NOT_BETTER})
    client, slug = browse(ben), judged.project.slug
    assert "Not proven better" in client.get(address).content.decode()
    page = client.post(reverse("read-with", args=[slug]), {"version": judged.candidate_id}, follow=True)
    assert "is not better than" in page.content.decode()


def test_changed_words_are_marked(browse, ben: User, judged: FineTuning) -> None:
    page = browse(ben).get(reverse("changed-readings", args=[judged.pk])).content.decode()
    assert page.count('<s class="wrong">Dyar</s>') == 2
    assert page.count('<s class="wrong">deer</s>') == 1


def test_the_rule_is_saved_or_refused(browse, ben: User, project: Project) -> None:
    rule = reverse("learning-rule", args=[project.slug])
    chosen = {"rule": "night", "lines": "200", "begins": "21", "ends": "5"}
    browse(ben).post(rule, chosen)
    kept = Project.objects.get()
    assert (kept.learn_rule, kept.learn_every, kept.learn_from, kept.learn_until) == ("night", 200, 21, 5)
    assert "selected>At night" in browse(ben).get(reverse("learning", args=[project.slug])).content.decode()
    for wrong in ({"rule": "daily"}, {"lines": "0"}, {"begins": "24"}, {"ends": ""}):
        assert "field-error" in browse(ben).post(rule, chosen | wrong).content.decode()


def test_only_managers_see_it(browse, anna: User, stranger: User, project: Project, address: str) -> None:
    assert browse(anna).get(address).status_code == 403
    assert browse(stranger).get(address).status_code == 404


@pytest.mark.parametrize("name", ["cancel-learning", "go-on-learning"])
def test_only_managers_decide(browse, anna: User, learning: FineTuning, name: str) -> None:
    assert browse(anna).post(reverse(name, args=[learning.pk])).status_code == 403


def test_the_reader_gets_used_to_pages_before_a_review(
    browse, ben: User, make_page: MakePage, project: Project, address: str
) -> None:
    read_page(make_page, document_of(project, LEARNED), sure=0.95)
    client, start = browse(ben), reverse("start-learning", args=[project.slug])
    assert "get used to the hand of 1 page by itself" in client.get(address).content.decode()
    page = client.post(start, {"from_readings": "1"}, follow=True).content.decode()
    assert "Getting used to unreviewed pages" in page
    assert "by itself, from what it can read" not in page
    datasets = client.get(reverse("datasets", args=[project.slug])).content.decode()
    assert "from readings that nobody has reviewed" in datasets
    assert reverse("dataset-pages", args=[DatasetVersion.objects.get().pk]) not in datasets


def test_a_verdict_without_labels_speaks_of_the_language(browse, ben: User, judged: FineTuning, address: str) -> None:
    changes = [{"line": 999, "truth": "", "before": "My deer", "after": "My dear"}]
    judged.verdict = VERDICT | {"changes": changes, "bits_before": 3.414, "bits_after": 3.1}
    judged.save()
    DatasetVersion.objects.update(from_readings=True)
    page = browse(ben).get(address).content.decode()
    assert "Better, as far as it can be told without a review." in page
    assert "its readings need 3.10 instead of 3.41 bits a character" in page
    assert "3.41 → 3.10 bits" in page
    changed = browse(ben).get(reverse("changed-readings", args=[judged.pk])).content.decode()
    assert "Nobody has reviewed them." in changed
    assert "wrong" not in changed


def test_what_a_reader_taught_itself_is_not_taken_away(
    browse, ben: User, make_page: MakePage, project: Project
) -> None:
    read_page(make_page, document_of(project, LEARNED), sure=0.95)
    dataset = start_learning(project=project, user=ben, from_readings=True).dataset
    for answer in (
        browse(ben).get(reverse("dataset-pages", args=[dataset.pk]), follow=True),
        browse(ben).post(reverse("pack-dataset", args=[dataset.pk]), follow=True),
    ):
        assert "nobody has confirmed, so it cannot be taken away" in answer.content.decode()
