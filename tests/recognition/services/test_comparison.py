"""Readers side by side, on printed lines that the test makes itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from django.core.files.storage import FileSystemStorage, default_storage

from recognition.engine.backends.backend import BackendError, BackendSetup
from recognition.engine.backends.lines import box, line_of, page_of, strip_line
from recognition.engine.backends.registry import BACKENDS
from recognition.engine.confidence.calibration import Calibration
from recognition.engine.confidence.foreign import FOREIGN_FEATURES
from recognition.engine.transcription import Line, Page, Word
from recognition.formats import FormatError
from recognition.services.comparison import CompareRequest, calibrate_readers, compare
from recognition.services.reader_calibrations import store_calibration, stored_calibration
from tests.recognition.services.printed_truth import write_printed_truth


class Parrot:
    """Reads every line as the same words, and every page as them on its third line and a stamp at its foot."""

    name, version, needs_network, calibrated = "tesseract", "parrot 1", False, False
    dollars_a_page = 0.25

    def __init__(self) -> None:
        self.words = [Word("the", confidence=0.9), Word("lump", confidence=0.8), Word("is lit", confidence=0.7)]
        self.languages: list[str] = []

    def read_lines(self, strips: Sequence[np.ndarray], language: str = "") -> list[Line]:
        self.languages.append(language)
        return [strip_line(self._at(10), strip.shape[1], strip.shape[0]) for strip in strips]

    def read_page(self, image: np.ndarray, language: str = "", name: str = "") -> Page:
        stamp = Word("STAMP", box(500, 450, 600, 490))
        return page_of([[line_of([*self._at(280)[::-1], stamp])]], image.shape[1], image.shape[0], name)

    def _at(self, top: float) -> list[Word]:
        return [replace(w, polygon=box(50 + 90 * i, top, 130 + 90 * i, top + 30)) for i, w in enumerate(self.words)]


@pytest.fixture
def parrot(monkeypatch: pytest.MonkeyPatch) -> Parrot:
    parrot = Parrot()
    monkeypatch.setitem(BACKENDS, "tesseract", lambda setup: parrot)
    return parrot


@pytest.fixture
def request_(tmp_path: Path, parrot: Parrot) -> CompareRequest:
    return CompareRequest(write_printed_truth(tmp_path), "test", ["tesseract"], FileSystemStorage(tmp_path / "kept"))


def engine(request: CompareRequest, name: str = "tesseract") -> dict:
    return compare(request)["engines"][name]


def test_every_reader_gets_the_same_lines(request_: CompareRequest) -> None:
    result = compare(replace(request_, engines=["ours", "tesseract"]))
    assert list(result["engines"]) == ["ours", "tesseract"]
    assert [(row["lines"], row["words"]) for row in result["engines"].values()] == [(4, 14)] * 2
    assert result["engines"]["ours"]["confidence"] == "calibrated"
    assert result["left_out"] == {}


def test_error_rates_price_and_version(request_: CompareRequest) -> None:
    row = engine(request_)
    assert row["wer"] == pytest.approx((1 + 4) / (4 + 3), abs=1e-4)
    assert set(row["collections"]) == {"c0", "c1"}
    assert (row["dollars_a_page"], row["version"], row["confidence"]) == (0.25, "parrot 1", "its own")
    assert row["seconds_a_page"] >= 0


def test_a_language_is_one_call(request_: CompareRequest, parrot: Parrot) -> None:
    compare(request_)
    assert parrot.languages == ["eng"]


def test_pages_lay_words_to_lines_by_place(request_: CompareRequest) -> None:
    row = engine(replace(request_, what="pages"))
    assert row["lines"] == 4
    assert row["words"] == 14
    assert row["surplus_words"] == 2
    assert row["wer"] == pytest.approx((1 + 3) / (4 + 3), abs=1e-4)


def test_confusions_are_counted_apart_from_what_is_missed(request_: CompareRequest) -> None:
    row = engine(replace(request_, what="pages"))
    assert row["confusions"] == [["a", "u", 2]]
    assert (row["missed_characters"], row["made_up_characters"]) == (2 * len("seeds and bulbs"), 0)


def test_only_so_many_pages_of_a_collection(request_: CompareRequest) -> None:
    index = request_.root / "index.jsonl"
    index.write_text(f"{index.read_text()}\n{index.read_text()}")
    assert compare(request_)["pages"] == 4
    assert compare(replace(request_, pages=1))["pages"] == 2
    assert compare(replace(request_, lines=1))["pages"] == 2


def test_a_fitted_calibration_is_used_and_said(request_: CompareRequest) -> None:
    before = engine(request_)
    assert calibrate_readers(replace(request_, engines=["ours", "tesseract"])) == {"tesseract": 12}
    after = engine(request_)
    assert after["confidence"] == "calibrated"
    assert after["ece"] < before["ece"]
    assert after["cer"] == before["cer"]


def test_the_latest_fit_counts(parrot: Parrot) -> None:
    for words in (30, 12):
        count = len(FOREIGN_FEATURES)
        calibration = Calibration(np.zeros(count), np.ones(count), np.zeros(1 + 2 * count), words)
        store_calibration(default_storage, parrot, calibration)
    assert stored_calibration(default_storage, parrot).words == 12


def test_a_calibration_belongs_to_one_version(request_: CompareRequest, parrot: Parrot) -> None:
    calibrate_readers(request_)
    parrot.version = "parrot 2"
    assert engine(request_)["confidence"] == "its own"


def test_who_cannot_read_is_left_out_with_the_reason(request_: CompareRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(setup: BackendSetup) -> Parrot:
        raise BackendError("No key.")

    monkeypatch.setitem(BACKENDS, "aws", refuse)
    both = replace(request_, engines=["aws", "tesseract"])
    result = compare(both)
    assert (list(result["engines"]), result["left_out"]) == (["tesseract"], {"aws": "No key."})
    assert list(calibrate_readers(both)) == ["tesseract"]


def test_a_folder_that_is_none_is_named(request_: CompareRequest) -> None:
    with pytest.raises(FormatError, match=r"no index\.jsonl"):
        compare(replace(request_, root=request_.root / "pages"))
