"""A file or a function that outgrows its measure is two."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("hwocr_site", "recognition", "review", "tests", "benchmarks")
FILE_LINES, FUNCTION_LINES, SCRIPT_LINES = 300, 40, 200


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def long_functions(source: str) -> list[str]:
    """Names of the functions of 40 lines and more, decorators and docstring not counted."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = node.body[0] if ast.get_docstring(node, clean=False) is not None else None
            told = docstring.end_lineno - docstring.lineno + 1 if docstring else 0
            if node.end_lineno - node.lineno + 1 - told >= FUNCTION_LINES:
                found.append(node.name)
    return found


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_stay_short() -> None:
    assert [named(path) for path in sources() if length(path) >= FILE_LINES] == []


def test_functions_stay_short() -> None:
    found = {named(path): long_functions(path.read_text(encoding="utf-8")) for path in sources()}
    assert {path: names for path, names in found.items() if names} == {}


def test_scripts_stay_short() -> None:
    scripts = sorted((ROOT / "static").rglob("*.js"))
    assert scripts
    assert [named(path) for path in scripts if length(path) >= SCRIPT_LINES] == []


def test_a_long_function_is_found() -> None:
    body = "    x = 1\n" * FUNCTION_LINES
    assert long_functions(f"def short():\n    x = 1\n\nasync def long():\n{body}") == ["long"]


def test_a_long_docstring_does_not_make_a_function_long() -> None:
    docstring = '    """Says' + "\n    more" * FUNCTION_LINES + '"""\n'
    assert long_functions(f"def told():\n{docstring}    return 1\n") == []
