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
