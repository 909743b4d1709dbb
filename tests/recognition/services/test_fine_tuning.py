"""The whole job on a few printed pages, with a net small enough for a unit test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import IntegrityError

from recognition.engine.alphabet import Alphabet
from recognition.engine.confidence.calibration import fit_calibration
from recognition.engine.confidence.features import FEATURES
from recognition.engine.learning.augmentation import AugmentConfig
from recognition.engine.learning.finetune import Size, TuneConfig
from recognition.engine.reader import Reader
from recognition.engine.recognizer.checkpoint import read_reader
from recognition.engine.recognizer.crnn import Crnn, CrnnConfig
from recognition.models import FineTuning, Job, JobState, ModelVersion, Page, PageHand, Project, Reason
from recognition.services import fine_tuning, gate, jobs, recognize
from recognition.services.dataset_versions import HELD_OUT, LEARNED
from recognition.services.fine_tuning import fine_tune
from recognition.services.gate import Verdict
from recognition.services.hands import new_hand
from recognition.services.learning import cancel_learning, start_learning
from tests.all_there_is import files
from tests.conftest import MakePage
from tests.recognition.engine.learning.test_fit import LINES, STILL
from tests.recognition.services.labelled_pages import both_sides, document_of, read_page

TINY = TuneConfig(size=Size.ALL, steps=8, learning_rates=dict.fromkeys(Size, 5e-3), columns=1500, measurements=2,
                  pulse=2, augment=STILL)  # fmt: skip
BETTER = Verdict(Reason.BETTER, 3, 6, 0.4, 0.2, 0.2, 0.1, 0.3, 0.1, 0.1, ())


@pytest.fixture(autouse=True)
def shipped(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    torch.manual_seed(0)
    alphabet = Alphabet.of_texts(["lamp palm"])
    model = Crnn(CrnnConfig(len(alphabet), channels=(8, 16, 16, 24), hidden=24, layers=1, dropout=0.0)).eval()
    tiny = Reader(model, alphabet, {}, "tiny", "t" * 64)
    for module in (recognize, fine_tuning):
        monkeypatch.setattr(module, "reader", lambda: tiny)
    monkeypatch.setattr(fine_tuning, "CONFIG", TINY)
    monkeypatch.setattr(gate, "base_test_lines", lambda: LINES[2:])
    yield tiny
    recognize._taught_reader.cache_clear()


@pytest.fixture
def learning(make_page: MakePage, project: Project, ben: User) -> FineTuning:
    Project.objects.update(language="none")
    project.refresh_from_db()
    both_sides(make_page, project, ben)
    return start_learning(project=project, user=ben)


def weights_of(version: ModelVersion) -> dict[str, torch.Tensor]:
    """As they are kept, in half precision."""
    with version.weights.open("rb") as file:
        return read_reader(file.read())[0].state_dict()


def test_a_learning_ends_with_a_candidate_and_its_verdict(learning: FineTuning, shipped: Reader) -> None:
    jobs.run(learning.jobs.get().pk, fine_tune)
    learning.refresh_from_db()
    assert learning.jobs.get().state == JobState.DONE
    assert [point["step"] for point in learning.curve] == [0, 4, 8]
    assert {len(example["readings"]) for example in learning.examples} == {3}
    assert (learning.step, learning.steps, learning.size, learning.state.name) == (8, 8, "all", "")
    assert learning.candidate.parent.checksum == shipped.checksum
    assert learning.candidate.dataset == learning.dataset
    assert (learning.verdict["pages"], learning.verdict["lines"]) == (3, 6)


def test_who_forgets_is_taken_back_towards_the_shipped_reader(
    learning: FineTuning, shipped: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shipped.model.head.weight

    def distance(reader: Reader) -> float:
        return float((reader.model.head.weight - first).detach().norm())

    monkeypatch.setattr(fine_tuning, "base_cer", lambda _reader: 0.1)
    fine_tune(learning.pk)
    whole = distance(recognize.reader_of(FineTuning.objects.get().candidate_id))
    FineTuning.objects.update(candidate=None, verdict={}, step=0, curve=[], examples=[])
    monkeypatch.setattr(fine_tuning, "base_cer", lambda reader: 0.1 + (distance(reader) > 0.5 * whole))
    fine_tune(learning.pk)
    candidate = recognize.reader_of(FineTuning.objects.get().candidate_id)
    assert distance(candidate) == pytest.approx(4 / 9 * whole, rel=0.05)


def test_the_same_labels_learned_twice_are_two_candidates(
    learning: FineTuning, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(fine_tuning, "CONFIG", replace(TINY, augment=AugmentConfig()))
    jobs.run(learning.jobs.get().pk, fine_tune)
    again = start_learning(project=project, user=None)
    fine_tune(again.pk)
    assert len({row.candidate for row in FineTuning.objects.all()} - {None}) == 2


def test_a_project_reads_with_its_own_version(learning: FineTuning, shipped: Reader) -> None:
    fine_tune(learning.pk)
    version = FineTuning.objects.get().candidate
    taught = recognize.reader_of(version.pk)
    assert (taught.checksum, taught.name) == (version.checksum, version.name)
    assert not torch.equal(taught.model.head.weight, shipped.model.head.weight)
    assert recognize.reader_of(None) is shipped


def test_held_out_pages_tell_how_sure_both_readers_may_be(
    learning: FineTuning, shipped: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    features = np.random.default_rng(0).normal(size=(50, len(FEATURES)))
    own, beside = (fit_calibration(features, features[:, column] > 0) for column in (0, 1))
    monkeypatch.setattr(fine_tuning, "_hands", lambda _tuning: {"learned": "its hands"})
    monkeypatch.setattr(
        fine_tuning,
        "own_calibrations",
        lambda reader, _code, lines: {False: own if reader.base else beside} if lines else {},
    )
    fine_tune(learning.pk)
    taught = recognize.reader_of(FineTuning.objects.get().candidate_id)
    sure = [reader.calibrations[False].confidence(features) for reader in (taught, taught.base)]
    assert sure[0] == pytest.approx(own.confidence(features), abs=1e-3)
    assert sure[1] == pytest.approx(beside.confidence(features), abs=1e-3)
    assert shipped.calibrations == {}


def test_a_hand_is_learned_from_what_the_project_reads_with(
    learning: FineTuning, project: Project, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.run(learning.jobs.get().pk, fine_tune)
    begun = FineTuning.objects.get().candidate
    Project.objects.update(model_version=begun)
    project.refresh_from_db()
    hand = new_hand(project)
    for page in Page.objects.all():
        PageHand.objects.create(page=page, hand=hand)
    own = start_learning(project=project, user=ben, hand=hand)
    monkeypatch.setattr(gate, "base_cer", lambda reader: float(reader.checksum != "t" * 64))
    fine_tune(own.pk)
    own.refresh_from_db()
    assert (own.candidate.parent, own.candidate.hand) == (begun, hand)
    assert own.verdict["reason"] != Reason.FORGOT


def test_a_killed_learning_goes_on_from_its_last_measurement(
    learning: FineTuning, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine_tune(learning.pk)
    whole = weights_of(FineTuning.objects.get().candidate)
    FineTuning.objects.update(candidate=None, verdict={}, step=0, curve=[], examples=[])

    def die_at(step: int) -> None:
        def stop(row: FineTuning) -> None:
            if row.step >= step:
                raise KeyboardInterrupt

        monkeypatch.setattr(fine_tuning, "_stop_if_cancelled", stop)

    die_at(6)
    with pytest.raises(KeyboardInterrupt):
        fine_tune(learning.pk)
    assert FineTuning.objects.get().state
    die_at(100)
    fine_tune(learning.pk)
    again = FineTuning.objects.get()
    assert [point["step"] for point in again.curve] == [0, 4, 8]
    for name, tensor in weights_of(again.candidate).items():
        assert torch.allclose(tensor, whole[name], atol=2e-3), name


def test_a_cancelled_learning_stops_with_a_sentence(learning: FineTuning) -> None:
    cancel_learning(learning=learning)
    jobs.run(learning.jobs.get().pk, fine_tune)
    job = Job.objects.get(fine_tuning=learning)
    assert (job.state, job.error) == (JobState.FAILED, "Learning was cancelled. Let it go on when you like.")


@pytest.mark.django_db(transaction=True)
def test_a_learning_that_is_removed_meanwhile_ends_quietly_and_leaves_no_state(
    learning: FineTuning, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stored, read = files(), fine_tuning._read

    def remove_first(*args: Any) -> list[str]:
        FineTuning.objects.all().delete()
        return read(*args)

    monkeypatch.setattr(fine_tuning, "_read", remove_first)
    jobs.run(learning.jobs.get().pk, fine_tune)
    assert caplog.records == []
    assert not ModelVersion.objects.exclude(project=None).exists()
    assert files() == stored


@pytest.mark.django_db(transaction=True)
def test_a_candidate_whose_project_is_removed_leaves_no_weights(project: Project) -> None:
    weights = ContentFile(b"weights", "weights.safetensors")
    gone = ModelVersion(name="taught", checksum="1", project_id=project.pk + 1, weights=weights)
    with pytest.raises(IntegrityError):
        fine_tuning._kept(gone)
    assert not ModelVersion.objects.exists()
    assert files() == set()


def test_a_rule_promotes_what_is_better(learning: FineTuning, monkeypatch: pytest.MonkeyPatch) -> None:
    FineTuning.objects.update(is_by_rule=True)
    monkeypatch.setattr(fine_tuning, "judge", lambda *_: BETTER)
    fine_tune(learning.pk)
    assert Project.objects.get().model_version == FineTuning.objects.get().candidate


@pytest.mark.parametrize(("is_by_rule", "reason"), [(True, Reason.NOT_BETTER), (False, Reason.BETTER)])
def test_otherwise_a_candidate_waits(
    learning: FineTuning, monkeypatch: pytest.MonkeyPatch, is_by_rule: bool, reason: Reason
) -> None:
    FineTuning.objects.update(is_by_rule=is_by_rule)
    monkeypatch.setattr(fine_tuning, "judge", lambda *_: replace(BETTER, reason=reason))
    fine_tune(learning.pk)
    assert Project.objects.get().model_version is None
    assert FineTuning.objects.get().verdict["reason"] == reason


def test_a_reader_learns_alone_and_is_judged_by_the_language(
    make_page: MakePage, project: Project, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fine_tuning, "ALONE", TINY)
    Project.objects.update(language="eng")
    project.refresh_from_db()
    for seed, side in enumerate([LEARNED, *[HELD_OUT] * 3]):
        read_page(make_page, document_of(project, side), sure=0.95, seed=seed)
    learning = start_learning(project=project, user=ben, from_readings=True)
    jobs.run(learning.jobs.get().pk, fine_tune)
    learning.refresh_from_db()
    assert learning.jobs.get().state == JobState.DONE
    assert [point["cer"] for point in learning.curve] == [None, None, None]  # nobody knows what is right
    assert {(example["truth"], len(example["readings"])) for example in learning.examples} == {("", 3)}
    assert (learning.verdict["pages"], learning.verdict["lines"]) == (3, 6)
    assert learning.verdict["bits_before"] is not None
