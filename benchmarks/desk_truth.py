"""What a person who knows the pages by heart would say about every word and line that the machine read on them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.desk_pages import TRUE_LINES
from recognition.engine.evaluation.aligned_words import aligned
from review.policy import is_flagged


@dataclass(frozen=True, slots=True)
class KnownWord:
    """`true` is empty where nothing is written."""

    read: str
    true: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Truth:
    """Of one project, by primary key."""

    slug: str
    words: dict[int, KnownWord] = field(default_factory=dict)
    lines: dict[int, Sequence[KnownWord]] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict)
    pages: int = 0


def truths(folder: Path) -> list[Truth]:
    """Of the projects that `desk_pages.bring_in` has made in the site's folder."""
    from recognition.models import Page, Project  # noqa: PLC0415 - models need settings

    texts = {int(line): text for line, text in json.loads((folder / TRUE_LINES).read_text("utf-8")).items()}
    found = []
    for project in Project.objects.order_by("pk"):
        pages = Page.objects.filter(document__project=project).count()
        found.append(_known(project, Truth(project.slug, texts=texts, pages=pages)))
    return found


def _is_asked(word, project) -> bool:
    return is_flagged(word.pk, word.reading.confidence, project.threshold, project.checks)


def _known(project, truth: Truth) -> Truth:
    from recognition.models import Line, Word  # noqa: PLC0415

    for line in Line.objects.filter(page__document__project=project):
        read = list(Word.objects.filter(line=line).select_related("reading").order_by("position"))
        true = aligned([word.reading.text for word in read], truth.texts[line.pk])
        known = [
            KnownWord(word.reading.text, text, _is_asked(word, project)) for word, text in zip(read, true, strict=True)
        ]
        truth.lines[line.pk] = known
        truth.words.update(zip((word.pk for word in read), known, strict=True))
    return truth
