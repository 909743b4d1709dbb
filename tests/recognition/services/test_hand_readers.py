from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from recognition.models import (
    DatasetVersion,
    FineTuning,
    Hand,
    Job,
    JobKind,
    ModelVersion,
    Page,
    PageHand,
    Project,
    Reason,
)  # fmt: skip
from recognition.services import recognize
from recognition.services.dataset_versions import HELD_OUT, LEARNED, dataset_pages
from recognition.services.hand_readers import (
    HandLabels,
    hand_labels,
    promote_for_hand,
    read_by_hand_again,
    roll_back_hand,
    standing_promotions,
    start_hand_learning,
)  # fmt: skip
from recognition.services.hands import merge_hands, new_hand, split_off
from recognition.services.learning import LearningError, lines_since_learned
from recognition.services.promotion import PromotionError, promote
from tests.conftest import MakePage
from tests.recognition.services.labelled_pages import both_sides, document_of, labelled_page

SIX_LINES = [["lamp", "map"]] * 6


@pytest.fixture
def hand(project: Project) -> Hand:
    return new_hand(project)


def written(page: Page, hand: Hand) -> Page:
    PageHand.objects.create(page=page, hand=hand)
    return page


def candidate(hand: Hand, name: str, reason: Reason = Reason.BETTER) -> ModelVersion:
    project = hand.project
    dataset = DatasetVersion.objects.create(project=project, number=project.dataset_versions.count() + 1, hand=hand)
    version = ModelVersion.objects.create(name=name, checksum=name, project=project, dataset=dataset, hand=hand)
    FineTuning.objects.create(
        project=project, dataset=dataset, candidate=version, verdict={"reason": reason}, hand=hand
    )
    return version


def pages_to_read() -> set[int]:
    return set(Job.objects.filter(kind=JobKind.READ_PAGE).values_list("page", flat=True))


def test_labels_are_counted_by_hand_and_side(make_page: MakePage, project: Project, ben: User, hand: Hand) -> None:
    learned, *held_out = both_sides(make_page, project, ben)
    for page in (learned, *held_out[:2]):
        written(page, hand)
    assert hand_labels(project) == {hand.pk: HandLabels(lines=2, held_out=2)}


def test_a_hand_learns_from_its_own_lines_alone(make_page: MakePage, project: Project, ben: User, hand: Hand) -> None:
    both_sides(make_page, project, ben)
    own = [
        written(labelled_page(make_page, document_of(project, LEARNED), ben, SIX_LINES, seed), hand) for seed in (7, 8)
    ]
    own.append(written(labelled_page(make_page, document_of(project, HELD_OUT), ben, seed=9), hand))
    learning = start_hand_learning(hand=hand, user=ben)
    pages = [row["page"] for side in (LEARNED, HELD_OUT) for row in dataset_pages(learning.dataset, side)]
    assert pages == [page.pk for page in own]
    assert (learning.hand, learning.dataset.hand) == (hand, hand)
    assert lines_since_learned(project) > 0


def test_few_lines_are_not_learned_from(make_page: MakePage, project: Project, ben: User, hand: Hand) -> None:
    written(labelled_page(make_page, document_of(project, LEARNED), ben, SIX_LINES), hand)
    with pytest.raises(LearningError, match="10 confirmed lines are needed to learn a hand; this one has 6"):
        start_hand_learning(hand=hand, user=ben)
    assert not DatasetVersion.objects.exists()


def test_pages_of_the_hand_are_read_again(make_page: MakePage, ben: User, hand: Hand) -> None:
    own, _ = written(make_page(), hand), make_page()
    assert promote_for_hand(hand=hand, version=candidate(hand, "one"), user=ben) == 1
    assert pages_to_read() == {own.pk}


def test_a_page_is_read_with_what_its_hand_was_taught(
    make_page: MakePage, project: Project, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognize, "reader_of", lambda version: version)
    own, other, unknown = written(make_page(), hand), written(make_page(), new_hand(project)), make_page()
    version = candidate(hand, "one")
    Hand.objects.filter(pk=hand.pk).update(model_version=version)
    assert [recognize.page_reader(page) for page in (own, other, unknown)] == [version.pk, None, None]


def test_taking_back_twice_goes_back_twice(ben: User, hand: Hand) -> None:
    one, two = candidate(hand, "one"), candidate(hand, "two")
    for version in (one, two):
        promote_for_hand(hand=hand, version=version, user=ben)
    roll_back_hand(hand=hand, user=ben)
    assert Hand.objects.get().model_version == one
    roll_back_hand(hand=hand, user=ben)
    assert Hand.objects.get().model_version is None
    assert not standing_promotions(hand).exists()
    with pytest.raises(PromotionError, match="nothing to take back"):
        roll_back_hand(hand=hand, user=ben)


def test_the_gate_binds_people(ben: User, hand: Hand) -> None:
    with pytest.raises(PromotionError, match="not better"):
        promote_for_hand(hand=hand, version=candidate(hand, "worse", Reason.NOT_BETTER), user=ben)


def test_the_reader_of_one_hand_reads_no_other(project: Project, ben: User, hand: Hand) -> None:
    version = candidate(hand, "one")
    with pytest.raises(PromotionError, match="has not learned this hand"):
        promote_for_hand(hand=new_hand(project), version=version, user=ben)
    with pytest.raises(PromotionError, match="one hand alone"):
        promote(project=project, version=version, user=ben)


def test_pages_that_are_split_off_are_read_by_the_project_again(
    make_page: MakePage, project: Project, ben: User, hand: Hand
) -> None:
    first, second = (written(make_page(), hand) for _ in range(2))
    version = candidate(hand, "one")
    Hand.objects.filter(pk=hand.pk).update(model_version=version)
    Page.objects.update(model_version=version)
    assert read_by_hand_again(project) == 0
    split_off(project=project, pages=[second.pk], user=ben)
    assert pages_to_read() == {second.pk}
    assert first.written_by.hand == hand


def test_two_hands_that_become_one_keep_what_was_taught(
    make_page: MakePage, project: Project, ben: User, hand: Hand
) -> None:
    kept = new_hand(project)
    own, other = written(make_page(), hand), written(make_page(), kept)
    version = candidate(hand, "one")
    promote_for_hand(hand=hand, version=version, user=ben)
    Page.objects.filter(pk=own.pk).update(model_version=version)
    Job.objects.all().delete()
    merge_hands(kept=kept, gone=hand, user=ben)
    version.refresh_from_db()
    assert (version.hand, version.fine_tuning.hand) == (kept, kept)
    assert Hand.objects.get().model_version == version
    assert pages_to_read() == {other.pk}
