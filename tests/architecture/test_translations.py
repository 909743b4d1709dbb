"""Everything a person sees can be translated, and is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest

from hwocr_site.catalogues import DOMAINS, catalogue, languages, messages, missing
from review.sentences import SENTENCES, told

ROOT = Path(__file__).resolve().parents[2]
#: lang.html is the attributes of an element, and no text.
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if path.name != "lang.html"]
SEEN_ATTRIBUTES = {"alt", "aria-label", "title", "placeholder", "data-name", "data-words", "data-line", "data-page"}
#: Names, units, and what no person reads.
UNTRANSLATED = {"hwocr", "dpi"}
LETTERS = re.compile(r"[^\W\d_]{2,}")
BLOCK = re.compile(r"{%\s*(blocktranslate|comment)\b.*?{%\s*end\1\s*%}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
#: Its text is the value of an attribute.
CLASS_BLOCK = re.compile(r"{% block body_class %}.*?{% endblock %}", re.DOTALL)


class Texts(HTMLParser):
    """What a template shows or says that no tag of Django has put there."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in SEEN_ATTRIBUTES and value]


def unmarked(template: str) -> list[str]:
    texts = Texts()
    texts.feed(TAG.sub("", BLOCK.sub("", CLASS_BLOCK.sub("", template))))
    return [text.strip() for text in texts.found if set(LETTERS.findall(text)) - UNTRANSLATED]


def said_in_english() -> Iterator[str]:
    """The sentences that rooms without a language raise for people, with something in place of each value."""
    for path in sorted((ROOT / "recognition").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_raised = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args
            if is_raised and node.func.id in {"ScanError", "JobError", "_Refusal", "WordsRefused"}:
                yield from _filled(node.args[0])


def _filled(text: ast.expr) -> Iterator[str]:
    if isinstance(text, ast.Constant):
        yield text.value
    elif isinstance(text, ast.JoinedStr):
        again = "Save it as plain text in UTF-8 and choose it again."
        yield "".join(
            part.value if isinstance(part, ast.Constant) else again if "_AGAIN" in ast.unparse(part) else "X"
            for part in text.values
        )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_shows_a_text_that_is_not_marked(path: Path) -> None:
    assert unmarked(path.read_text("utf-8")) == []


@pytest.mark.parametrize("text", ["<p>Hello</p>", '<a title="Hello">{{ name }}</a>', "{% if x %}Hello{% endif %}"])
def test_an_unmarked_text_is_found(text: str) -> None:
    assert unmarked(text) == ["Hello"]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("domain", DOMAINS)
def test_every_text_is_translated(language: str, domain: str) -> None:
    """Where this fails, `manage.py translations` puts what is missing into the catalogues under locale/."""
    assert missing(polib.pofile(str(catalogue(ROOT / "locale", language, domain))), messages(ROOT, domain)) == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("domain", DOMAINS)
def test_a_translation_has_the_values_of_its_text(language: str, domain: str) -> None:
    value, tag = re.compile(r"%\(\w+\)s"), re.compile(r"<[^>]*>")
    for entry in polib.pofile(str(catalogue(ROOT / "locale", language, domain))):
        for translated in [entry.msgstr, *entry.msgstr_plural.values()]:
            if translated:
                assert sorted(value.findall(translated)) == sorted(value.findall(entry.msgid)), entry.msgid
                assert sorted(tag.findall(translated)) == sorted(tag.findall(entry.msgid)), entry.msgid
                assert "%" not in value.sub("", translated).replace("%%", ""), entry.msgid


@pytest.mark.parametrize("sentence", sorted(set(said_in_english())))
def test_a_sentence_of_the_machine_room_is_known(sentence: str) -> None:
    assert sentence in SENTENCES or (told(sentence) == sentence and _matches(sentence))


def _matches(sentence: str) -> bool:
    patterns = (re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(one)) for one in SENTENCES if "page %(number)s" not in one)
    return any(re.fullmatch(pattern, sentence) for pattern in patterns)
