"""Prints the packages that pyproject.toml names, one a line: `python hwocr_site/dependencies.py [EXTRA…]`.

Installing from this list leaves no build folder in the source tree, and lets the Makefile install torch first.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def packages(pyproject: str, extras: Sequence[str]) -> list[str]:
    """Those of the project itself, or those of the extras. Raises KeyError for an extra that is not there."""
    project = tomllib.loads(pyproject)["project"]
    if not extras:
        return list(project["dependencies"])
    return [package for extra in extras for package in project["optional-dependencies"][extra]]


if __name__ == "__main__":
    print("\n".join(packages(PYPROJECT.read_text(encoding="utf-8"), sys.argv[1:])))
