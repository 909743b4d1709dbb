"""Catalogues: collected from templates, Python and scripts, kept, and compiled."""

from __future__ import annotations

import gettext
import json
from pathlib import Path

import polib
import pytest

from hwocr_site.catalogues import catalogue, collect, compile_catalogues, messages, missing


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    for name, text in {
        "templates/a.html": '{% load i18n %}{% translate "Page" %} {% translate "Read" context "by machine" %}'
        "{% blocktranslate count pages=n %}{{ pages }} page (one){% plural %}{{ pages }} pages{% endblocktranslate %}",
        "review/views.py": "gettext('Saved.')\nngettext('%(n)s word', '%(n)s words', 2)\nother('Not this')",
        "static/a.js": 'gettext("Save \\"it\\"", { a });\nngettext("1 word", "words", n);',
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_templates_and_python_go_into_one_catalogue_scripts_into_another(sources: Path) -> None:
    assert messages(sources, "django") == {
        ("", "Page", ""): {"templates/a.html"},
        ("by machine", "Read", ""): {"templates/a.html"},
        ("", "%(pages)s page (one)", "%(pages)s pages"): {"templates/a.html"},
        ("", "Saved.", ""): {"review/views.py"},
        ("", "%(n)s word", "%(n)s words"): {"review/views.py"},
    }
    assert set(messages(sources, "djangojs")) == {("", 'Save "it"', ""), ("", "1 word", "words")}


def test_collecting_keeps_translations_adds_what_is_new_and_drops_what_is_gone(sources: Path) -> None:
    file = polib.POFile()
    file += [polib.POEntry(msgid="Page", msgstr="Seite"), polib.POEntry(msgid="Gone", msgstr="Weg")]
    wanted = messages(sources, "django")
    collect(file, wanted)
    assert {entry.msgid: entry.msgstr for entry in file if entry.msgstr} == {"Page": "Seite"}
    assert set(missing(file, wanted)) == set(wanted) - {("", "Page", "")}


def test_half_a_plural_is_missing() -> None:
    file = polib.POFile()
    file.append(polib.POEntry(msgid="a", msgid_plural="b", msgstr_plural={0: "x", 1: ""}))
    assert missing(file, {("", "a", "b"): set()}) == [("", "a", "b")]


def test_compiling_writes_what_django_and_the_scripts_read(tmp_path: Path) -> None:
    source, target = tmp_path / "locale", tmp_path / "compiled"
    for language in ("fr", "de"):
        for domain in ("django", "djangojs"):
            file = polib.POFile()
            file.append(polib.POEntry(msgid="Page", msgstr=f"{language} {domain}"))
            file.append(polib.POEntry(msgid="word", msgid_plural="words", msgstr_plural={0: "un", 1: "des"}))
            catalogue(source, language, domain).parent.mkdir(parents=True, exist_ok=True)
            file.save(str(catalogue(source, language, domain)))
    compile_catalogues(source, target)
    folder = target / "fr" / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Page") == "fr django"
    assert json.loads((folder / "djangojs.json").read_text("utf-8")) == {"Page": "fr djangojs", "word": ["un", "des"]}
