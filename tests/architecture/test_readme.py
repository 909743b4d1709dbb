"""The README names everything a person can set, run or ask for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from recognition.formats import FORMATS

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = re.findall(r'\benv\.\w+\(\s*"([A-Z_0-9]+)"', (ROOT / "hwocr_site" / "settings.py").read_text("utf-8"))
COMMANDS = sorted(path.stem for path in ROOT.glob("*/management/commands/*.py") if not path.stem.startswith("_"))
TARGETS = re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(set(SETTINGS)))
def test_a_setting_is_explained(name: str, readme: str) -> None:
    assert f"`{name}`" in readme


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_explained(command: str, readme: str) -> None:
    assert f"manage.py {command}" in readme


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_format_is_listed(name: str, readme: str) -> None:
    assert f"`{name}`" in readme


@pytest.mark.parametrize("target", ["run", "test", "services", "browser", "clean"])
def test_a_target_is_explained(target: str, readme: str) -> None:
    assert target in TARGETS
    assert f"make {target}" in readme


def test_all_kinds_of_names_were_found() -> None:
    assert {"PORT", "DATA_DIR", "DATABASE_URL", "HWOCR_DEVICE"} <= set(SETTINGS)
    assert {"setup", "serve", "ingest", "export", "train"} <= set(COMMANDS)
