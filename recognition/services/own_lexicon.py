"""What a project's own words are worth to the decoder: typed words, text files and standing labels in one lexicon, and
the running text of the labels, which changes its language."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, QuerySet

from ..engine.decoding.lexicon import WORD, Lexicon
from ..engine.text import normalise
from ..models import Label, LabelKind, Project, Word, WordList
from ..models.projects import Language
from .dataset_versions import VERY_SURE

#: How much of the lexicon each source fills, where all are there. Shares and not counts, so that thirty names do not
#: drown in a novel. What somebody types is meant for these very pages; labels are these pages, but mostly words that
#: every language model knows; a text is at best about the same things.
TYPED, LABELLED, FILED = 0.5, 0.3, 0.2
#: Whatever changes when a project's words do.
_Version = tuple[Any, ...]


def own_lexicon(project: Project, *, with_text: bool = False) -> Lexicon:
    """The words of a project, and the text of its labels for who reads with them; made anew only where they have
    changed since this process last asked."""
    version = _version(project.pk)
    # A text in two languages belongs to neither.
    has_text = with_text and project.language != Language.AUTO
    text = _text(project.pk, _grown(version[-3])) if has_text else ""
    return _lexicon(project.pk, version, text)


def standing_labels(project_id: int) -> QuerySet[Label]:
    """Of words: what is illegible or no word has no text."""
    return Label.objects.filter(page__document__project_id=project_id, kind=LabelKind.TEXT, withdrawn_at=None)


def _version(project_id: int) -> _Version:
    """Every new label has a new key, and whatever takes one back or restores one withdraws another just then."""
    lists = WordList.objects.filter(project_id=project_id).aggregate(Count("pk"), Max("pk"), Max("changed_at"))
    labels = Label.objects.filter(page__document__project_id=project_id).aggregate(
        Count("pk"), Max("pk"), Max("withdrawn_at")
    )
    return (*lists.values(), *labels.values())


def _grown(labels: int) -> int:
    """Changes with every fifth of labels more: to count characters anew takes seconds."""
    return int(math.log(labels) / math.log(1.2)) if labels else -1


@lru_cache(maxsize=4)
def _text(project_id: int, grown: int) -> str:
    """What the labels say in the order of their lines, with what the reader is very sure of between them."""
    labelled = Word.objects.filter(label__in=standing_labels(project_id)).values("line")
    words = Word.objects.filter(line__in=labelled).order_by("page", "line__position", "line", "position")
    texts = words.values_list("label__text", "label__kind", "reading__text", "reading__confidence")
    return " ".join(
        normalise(said if kind == LabelKind.TEXT else read)
        for said, kind, read, sure in texts
        if kind == LabelKind.TEXT or (kind is None and sure is not None and sure >= VERY_SURE)
    )


@lru_cache(maxsize=4)
def _lexicon(project_id: int, version: _Version, text: str) -> Lexicon:
    typed, filed = Counter[str](), Counter[str]()
    for name, counts in WordList.objects.filter(project_id=project_id).values_list("name", "counts"):
        (filed if name else typed).update(counts)
    return Lexicon(_mixed([(TYPED, typed), (LABELLED, _label_counts(project_id)), (FILED, filed)]), text)


def _label_counts(project_id: int) -> Counter[str]:
    """Of the labels' texts, counted by the database first: most of them come again and again."""
    texts = standing_labels(project_id).values_list("text").annotate(times=Count("pk")).order_by()
    counts: Counter[str] = Counter()
    for text, times in texts:
        for word in WORD.findall(normalise(text)):
            counts[word] += times
    return counts


def _mixed(sources: list[tuple[float, Counter[str]]]) -> Mapping[str, float]:
    mixed: defaultdict[str, float] = defaultdict(float)
    for share, counts in sources:
        total = counts.total()
        for word, count in counts.items():
            mixed[word] += share * count / total
    return mixed
