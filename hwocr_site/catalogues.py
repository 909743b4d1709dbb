"""The interface's words in other languages: collected from the sources, kept as .po files, compiled where data is kept.

`django.po` holds what templates and Python say, `djangojs.po` what the scripts say.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

DOMAINS = ("django", "djangojs")
ROOMS = ("hwocr_site", "recognition", "review")
_ONE = ("gettext", "gettext_lazy", "gettext_noop")
_CALL = re.compile(r"\bn?p?gettext\((?:[^()'\"]|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")*\)")
_SCRIPT_CALL = re.compile(r'\b(n?gettext)\(\s*("(?:\\.|[^"\\])*")(?:,\s*("(?:\\.|[^"\\])*"))?')

#: msgctxt, msgid, msgid_plural; the first and the last are empty where there is none.
Message = tuple[str, str, str]


def messages(root: Path, domain: str) -> dict[Message, set[str]]:
    """All that is to be translated, with the files in which it stands."""
    found: dict[Message, set[str]] = {}
    for path, said in _scripts(root) if domain == "djangojs" else _pages(root):
        found.setdefault(said, set()).add(path.relative_to(root).as_posix())
    return found


def _pages(root: Path) -> Iterator[tuple[Path, Message]]:
    for path in sorted((root / "templates").rglob("*.html")):
        for call in _CALL.findall(templatize(path.read_text("utf-8"), origin=str(path))):
            yield from ((path, said) for said in _said(ast.parse(call)))
    for path in sorted(path for room in ROOMS for path in (root / room).rglob("*.py")):
        yield from ((path, said) for said in _said(ast.parse(path.read_text("utf-8"))))


def _scripts(root: Path) -> Iterator[tuple[Path, Message]]:
    for path in sorted((root / "static").rglob("*.js")):
        for function, one, many in _SCRIPT_CALL.findall(path.read_text("utf-8")):
            plural = json.loads(many) if function == "ngettext" and many else ""
            yield path, ("", json.loads(one), plural)


def _said(tree: ast.AST) -> Iterator[Message]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        if name in _ONE and texts:
            yield "", texts[0], ""
        elif name == "ngettext" and len(texts) == 2:
            yield "", texts[0], texts[1]
        elif name == "pgettext" and len(texts) == 2:
            yield texts[0], texts[1], ""


def catalogue(folder: Path, language: str, domain: str) -> Path:
    return folder / language / "LC_MESSAGES" / f"{domain}.po"


def languages() -> list[str]:
    """Those that need a translation."""
    return [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def missing(file: polib.POFile, wanted: dict[Message, set[str]]) -> list[Message]:
    """What has no translation, or half of one."""
    done = {_key(entry) for entry in file if entry.translated()}
    return [message for message in wanted if message not in done]


def collect(file: polib.POFile, wanted: dict[Message, set[str]]) -> None:
    """Put into the catalogue what is new, with an empty translation, and take out what nobody says any more."""
    known = {_key(entry): entry for entry in file}
    file.clear()
    for message, places in sorted(wanted.items(), key=lambda one: (min(one[1]), one[0])):
        context, one, many = message
        entry = known.get(message) or polib.POEntry(msgid=one, msgctxt=context or None, msgid_plural=many)
        if many and not entry.msgstr_plural:
            entry.msgstr_plural = {0: "", 1: ""}
        entry.occurrences = [(place, "") for place in sorted(places)]
        entry.flags = ["python-format"] if "%(" in one else []
        file.append(entry)


def _key(entry: polib.POEntry) -> Message:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


def compile_catalogues(source: Path, target: Path) -> None:
    """Write `django.mo` for Django and `djangojs.json` for the scripts where they are older than their source."""
    for language in languages():
        pages, scripts = (catalogue(source, language, domain) for domain in DOMAINS)
        folder = catalogue(target, language, "").parent
        folder.mkdir(parents=True, exist_ok=True)
        if _is_newer(pages, folder / "django.mo"):
            _replace(folder / "django.mo", polib.pofile(str(pages)).to_binary())
        if _is_newer(scripts, folder / "djangojs.json"):
            entries = [entry for entry in polib.pofile(str(scripts)) if entry.translated()]
            words = {e.msgid: [e.msgstr_plural[0], e.msgstr_plural[1]] if e.msgid_plural else e.msgstr for e in entries}
            _replace(folder / "djangojs.json", json.dumps(words, ensure_ascii=False).encode())


def _is_newer(source: Path, target: Path) -> bool:
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def _replace(path: Path, data: bytes) -> None:
    """At once, because another process may be reading it."""
    new = path.with_suffix(".new")
    new.write_bytes(data)
    new.replace(path)


@cache
def words_of_scripts(language: str) -> dict[str, str | list[str]]:
    """The scripts' words by what they say in English; nothing for English itself."""
    path = catalogue(settings.LOCALE_PATHS[0], language, "").parent / "djangojs.json"
    words: dict[str, str | list[str]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return words
