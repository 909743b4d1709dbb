from __future__ import annotations

import pytest

from recognition.services.ablation import DEFAULT, AblationRequest, ablate
from tests.recognition.services.printed_truth import write_printed_truth


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return write_printed_truth(tmp_path_factory.mktemp("truth"))


def test_the_default_comes_first_and_each_step_is_compared_with_it(root) -> None:
    request = AblationRequest(root, "test", steps=("trim", "otsu"))
    effects = dict(ablate(request))
    assert list(effects) == [DEFAULT, "-trim", "+otsu"]
    assert effects[DEFAULT].f1 > 0.5
    assert effects[DEFAULT].cer < 1
    assert effects["-trim"].cer_change == effects["-trim"].f1_change == 0  # the pages have no border


def test_a_collection_without_pages_gives_nothing(root) -> None:
    assert list(ablate(AblationRequest(root, "test", collections=("letters",)))) == []


def test_a_stopped_run_goes_on_from_the_kept_scores(root, tmp_path) -> None:
    request = AblationRequest(root, "test", steps=("otsu",), kept=tmp_path / "scores.jsonl")
    whole = dict(ablate(request))
    lines = request.kept.read_text().splitlines(keepends=True)
    request.kept.write_text("".join(lines[:-1]))
    assert dict(ablate(request)) == whole
    assert request.kept.read_text() == "".join(lines)


def test_a_file_of_something_else_is_named(root, tmp_path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("{}\n")
    with pytest.raises(ValueError, match=r"notes\.txt holds no scores"):
        list(ablate(AblationRequest(root, "test", kept=file)))
