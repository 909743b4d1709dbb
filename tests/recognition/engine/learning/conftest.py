from __future__ import annotations

from io import BytesIO

import pytest
from PIL import ImageFont


@pytest.fixture(scope="session")
def font() -> bytes:
    """The font that comes with Pillow."""
    given = ImageFont.load_default(20).path
    assert isinstance(given, BytesIO)
    return given.getvalue()
