from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from recognition.models import (
    DatasetVersion,
    FineTuning,
    Job,
    Label,
    LabelKind,
    ModelVersion,
    Page,
    Project,
    Promotion,
    Reason,
)  # fmt: skip
from recognition.services.labels import make_label
from recognition.services.promotion import PromotionError, previous_version, promote, roll_back
from tests.conftest import MakePage


def candidate(project: Project, name: str, reason: Reason = Reason.BETTER) -> ModelVersion:
    dataset = DatasetVersion.objects.create(project=project, number=project.dataset_versions.count() + 1)
    version = ModelVersion.objects.create(name=name, checksum=name, project=project, dataset=dataset)
    FineTuning.objects.create(project=project, dataset=dataset, candidate=version, verdict={"reason": reason})
    return version


def test_only_pages_nobody_reviewed_are_read_again(make_page: MakePage, project: Project, ben: User) -> None:
    reviewed, untouched = make_page(), make_page()
    label = make_label(word=reviewed.words.first(), kind=LabelKind.TEXT, text="My", author=ben)
    assert promote(project=project, version=candidate(project, "one"), user=ben) == 1
    assert Job.objects.get().page == untouched
    assert list(Label.objects.filter(withdrawn_at=None)) == [label]
    assert Page.objects.get(pk=reviewed.pk).state == "read"


def test_what_was_promoted_can_be_taken_back(project: Project, ben: User) -> None:
    one, two = candidate(project, "one"), candidate(project, "two")
    promote(project=project, version=one, user=ben)
    assert previous_version(project) is None
    promote(project=project, version=two, user=ben)
    roll_back(project=project, user=ben)
    project.refresh_from_db()
    assert project.model_version == one
    assert [row.version for row in Promotion.objects.all()] == [one, two, one]


def test_each_roll_back_goes_one_step_further_back(project: Project, ben: User) -> None:
    one, two, three = (candidate(project, name) for name in ("one", "two", "three"))
    for version in (one, two):
        promote(project=project, version=version, user=ben)
    roll_back(project=project, user=ben)
    promote(project=project, version=three, user=ben)
    for expected in (one, None):
        roll_back(project=project, user=ben)
        assert Project.objects.get().model_version == expected
    with pytest.raises(PromotionError, match="nothing earlier"):
        roll_back(project=project, user=ben)
    assert [row.version for row in Promotion.objects.all()] == [one, two, one, three, one, None]


def test_where_nothing_was_changed_there_is_nothing_earlier(project: Project, ben: User) -> None:
    with pytest.raises(PromotionError, match="nothing earlier"):
        roll_back(project=project, user=ben)


@pytest.mark.parametrize("reason", [Reason.NOT_BETTER, Reason.FORGOT])
def test_the_gate_binds_people_too(project: Project, ben: User, reason: Reason) -> None:
    with pytest.raises(PromotionError, match="not better"):
        promote(project=project, version=candidate(project, "worse", reason), user=ben)
    assert not Promotion.objects.exists()


def test_a_person_may_try_what_nothing_can_prove(project: Project, ben: User) -> None:
    unproven = candidate(project, "unproven", Reason.FEW_PAGES)
    promote(project=project, version=unproven, user=ben)
    assert Project.objects.get().model_version == unproven


def test_the_reader_of_another_project_is_refused(project: Project, ben: User) -> None:
    other = Project.objects.create(name="Other", slug="other")
    with pytest.raises(PromotionError, match="another project"):
        promote(project=project, version=candidate(other, "theirs"), user=ben)
