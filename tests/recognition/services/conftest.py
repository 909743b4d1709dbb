"""A reader that finds what a test says, and files as people bring them."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from recognition.services import recognize
from tests.recognition.services.fake_reader import FakeReader


@pytest.fixture
def fake_reader(monkeypatch: pytest.MonkeyPatch) -> FakeReader:
    fake = FakeReader()
    monkeypatch.setattr(recognize, "reader", lambda: fake)
    return fake


@pytest.fixture
def scan() -> Callable[..., io.BytesIO]:
    """Make a picture file with noise of its own, at 300 dpi."""

    def make(kind: str = "PNG", pages: int = 1, size: tuple[int, int] = (600, 800), seed: int = 0) -> io.BytesIO:
        rng = np.random.default_rng(seed)
        images = [Image.fromarray(rng.integers(0, 255, size[::-1], np.uint8)) for _ in range(pages)]
        data = io.BytesIO()
        more = {"save_all": True, "append_images": images[1:]} if pages > 1 else {}
        images[0].save(data, kind, dpi=(300, 300), **more)
        data.seek(0)
        return data

    return make
