"""What holds for every format in the registry."""

from __future__ import annotations

import subprocess
import sys

import pytest

from recognition.engine.transcription import Page, Transcription
from recognition.formats import FORMATS, Format, Stamp

#: A table of fields says nothing of what stands outside them.
WHOLE = [chosen for name, chosen in FORMATS.items() if name != "fields"]


@pytest.mark.parametrize("chosen", WHOLE, ids=[chosen.name for chosen in WHOLE])
def test_is_a_pure_function_of_any_page(chosen: Format, any_page: Page, stamp: Stamp) -> None:
    whole = Transcription("Brief", (any_page,), "eng", "reader-1")
    data = chosen.write(whole, stamp)
    assert data == chosen.write(whole, stamp)
    for line in any_page.lines():
        for word in line.words:
            if word.text.isalnum():
                assert word.text in data.decode()


def test_a_format_stands_under_its_name() -> None:
    assert {name: chosen.name for name, chosen in FORMATS.items()} == {name: name for name in FORMATS}
    assert list(FORMATS) == ["txt", "pagexml", "alto", "tei", "csv", "fields", "json"]


def test_formats_load_neither_django_nor_the_engines_weight() -> None:
    heavy = ("django", "torch", "cv2", "numpy")
    program = f"import sys, recognition.formats; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
