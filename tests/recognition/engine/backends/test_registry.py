"""Every reader speaks the protocol and says what it costs."""

from __future__ import annotations

import sys

import pytest

from recognition.engine.backends.aws_textract import AwsTextract
from recognition.engine.backends.azure_documents import AzureDocuments
from recognition.engine.backends.backend import Backend, BackendError, BackendSetup
from recognition.engine.backends.google_vision import GoogleVision
from recognition.engine.backends.names import READERS
from recognition.engine.backends.ours import Ours
from recognition.engine.backends.registry import BACKENDS
from recognition.engine.geometry import bounds
from tests.recognition.engine.backends.pictures import LINES, page, strip


@pytest.fixture(scope="module")
def ours() -> Backend:
    return BACKENDS["ours"](BackendSetup())


def test_every_name_has_a_reader() -> None:
    assert list(BACKENDS) == list(READERS)


@pytest.mark.parametrize("reader", [GoogleVision, AwsTextract, AzureDocuments])
def test_the_price_of_the_cloud_is_a_parameter(reader: type[GoogleVision]) -> None:
    assert reader(None).dollars_a_page > 0
    assert reader(None, dollars_a_page=0.5).dollars_a_page == 0.5
    assert reader.needs_network
    assert not READERS[reader.name].local


@pytest.mark.parametrize(
    ("name", "module"),
    [("google", "google.cloud.vision"), ("aws", "boto3"), ("azure", "azure.ai.documentintelligence")],
)
def test_a_client_that_is_not_installed_is_one_sentence(
    name: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(BackendError, match="needs its client: install the package"):
        BACKENDS[name](BackendSetup())


def test_ours_is_one_of_them_and_free(ours: Backend) -> None:
    assert (ours.dollars_a_page, ours.needs_network, ours.calibrated) == (0, False, True)
    assert ours.version


def test_ours_gives_words_their_places_on_the_strip(ours: Backend) -> None:
    lines = ours.read_lines([strip(LINES[0]), strip("", 30)])
    assert len(lines) == 2
    edges = [bounds(word.polygon) for word in lines[0].words]
    assert edges == sorted(edges)
    assert all(0 <= left < right <= 500 and (top, bottom) == (0, 64) for left, top, right, bottom in edges)


def test_ours_reads_a_page(ours: Backend) -> None:
    assert len(list(ours.read_page(page(), name="p").lines())) == len(LINES)


def test_weights_that_are_missing_are_one_sentence(tmp_path) -> None:
    with pytest.raises(BackendError, match="holds no reader"):
        Ours.open(BackendSetup(weights=tmp_path))
