"""Static files are collected once, and again when one has changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from hwocr_site.static_files import collect


@pytest.fixture
def own_files(settings, tmp_path: Path) -> Path:
    """Two modules, one of which imports the other, as the only static files."""
    source, settings.STATIC_ROOT = tmp_path / "source", tmp_path / "collected"
    source.mkdir()
    settings.STATIC_ROOT.mkdir()
    (source / "state.js").write_text("export const steps = 20;\n")
    (source / "main.js").write_text('import { steps } from "./state.js";\nconsole.log(steps);\n')
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "hwocr_site.static_files.HashedStaticFiles"}}
    finders.get_finder.cache_clear()
    return source


@pytest.fixture(autouse=True)
def _forget_finders():
    yield
    finders.get_finder.cache_clear()


def test_only_what_has_changed_is_collected_again(own_files: Path, settings) -> None:
    assert collect(settings.STATIC_ROOT)
    assert not collect(settings.STATIC_ROOT)
    (own_files / "state.js").write_text("export const steps = 200;\n")
    assert collect(settings.STATIC_ROOT)


def test_modules_import_each_other_by_their_hashed_names(own_files: Path, settings) -> None:
    collect(settings.STATIC_ROOT)
    (main,) = settings.STATIC_ROOT.glob("main.*.js")
    imported = re.search(r'from "\./(state\.[0-9a-f]{12}\.js)"', main.read_text())
    assert imported
    assert (settings.STATIC_ROOT / imported[1]).exists()
