"""What a project's own words are worth to the decoder: typed words, text files and standing labels in one lexicon."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, QuerySet

from ..engine.decoding.lexicon import WORD, Lexicon
from ..engine.text import normalise
from ..models import Label, LabelKind, Project, WordList

#: How much of the lexicon each source fills, where all are there. Shares and not counts, so that thirty names do not
#: drown in a novel. What somebody types is meant for these very pages; labels are these pages, but mostly words that
#: every language model knows; a text is at best about the same things.
TYPED, LABELLED, FILED = 0.5, 0.3, 0.2
#: Whatever changes when a project's words do.
_Version = tuple[Any, ...]


def own_lexicon(project: Project) -> Lexicon:
    """The words of a project; made anew only where they have changed since this process last asked."""
    return _lexicon(project.pk, _version(project.pk))


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


@lru_cache(maxsize=4)
def _lexicon(project_id: int, version: _Version) -> Lexicon:
    typed, filed = Counter[str](), Counter[str]()
    for name, counts in WordList.objects.filter(project_id=project_id).values_list("name", "counts"):
        (filed if name else typed).update(counts)
    return Lexicon(_mixed([(TYPED, typed), (LABELLED, _label_counts(project_id)), (FILED, filed)]))


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
