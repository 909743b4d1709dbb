"""A data folder has one supervisor."""

from __future__ import annotations

from pathlib import Path

import pytest

from hwocr_site.serving.claim import AlreadyServed, claim


def test_the_second_is_told_where_the_first_is(tmp_path: Path) -> None:
    with claim(tmp_path, "http://localhost:8001/"), pytest.raises(AlreadyServed, match=r"^http://localhost:8001/$"):
        claim(tmp_path, "http://localhost:8002/")


def test_a_folder_that_was_left_can_be_claimed(tmp_path: Path) -> None:
    claim(tmp_path, "http://localhost:8001/a/longer/address").close()
    claim(tmp_path, "http://localhost:8002/").close()
    assert (tmp_path / "serving").read_text() == "http://localhost:8002/"
