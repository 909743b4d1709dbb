"""The web process never loads what only workers need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("torch", "cv2", "sklearn", "scipy", "onnxruntime")
#: The server's entry, every address with its view, and every page of the admin.
LOAD_ALL = """
import sys
import hwocr_site.asgi
from django.contrib import admin
from django.urls import get_resolver
assert get_resolver().url_patterns and admin.site.urls
print(*{name.partition(".")[0] for name in sys.modules})
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    surroundings = os.environ | {"DJANGO_SETTINGS_MODULE": "hwocr_site.settings_for_tests"}
    done = subprocess.run(
        [sys.executable, "-c", LOAD_ALL], cwd=ROOT, env=surroundings, check=True, capture_output=True, text=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("package", HEAVY)
def test_it_is_not_loaded(package: str, loaded: set[str]) -> None:
    assert package not in loaded


def test_the_rooms_are_loaded(loaded: set[str]) -> None:
    assert {"hwocr_site", "recognition", "review", "django", "channels"} <= loaded
