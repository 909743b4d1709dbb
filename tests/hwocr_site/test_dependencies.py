"""The list of packages that the Makefile installs."""

from __future__ import annotations

import pytest

from hwocr_site.dependencies import PYPROJECT, packages

EXAMPLE = """
[project]
dependencies = ["torch==2.13.0", "numpy==2.4.6"]
[project.optional-dependencies]
dev = ["ruff==1"]
browser = ["pytest-playwright==2"]
"""


def test_the_project_or_its_extras() -> None:
    assert packages(EXAMPLE, []) == ["torch==2.13.0", "numpy==2.4.6"]
    assert packages(EXAMPLE, ["browser", "dev"]) == ["pytest-playwright==2", "ruff==1"]
    with pytest.raises(KeyError):
        packages(EXAMPLE, ["production"])


def test_every_version_is_exact_and_torch_stands_first() -> None:
    pyproject = PYPROJECT.read_text(encoding="utf-8")
    listed = packages(pyproject, [])
    assert listed[0].startswith("torch==")
    assert [
        name for name in [*listed, *packages(pyproject, ["server", "cloud", "dev", "browser"])] if "==" not in name
    ] == []
