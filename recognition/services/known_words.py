"""Whether a project knows a word: from the dictionaries that ship, or from its own lists."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from django.db.models import Count, Max

from .. import engine
from ..engine.decoding.lexicon import WORD, Lexicon
from ..models import Project, WordList
from .own_lexicon import own_lexicon

LANGUAGES = Path(engine.__file__).parent / "weights" / "languages"

#: How much of all that is written the project's own words are taken to be.
OWN_SHARE = 0.1


def knows(project: Project, text: str) -> bool:
    """Every word of the text stands in a dictionary, as it is or in small letters, or in a list of the project."""
    return all(_is_known(project, word) for word in WORD.findall(text))


def _is_known(project: Project, word: str) -> bool:
    if any(word in lexicon or word.lower() in lexicon for lexicon in _dictionaries(project.language_code)):
        return True
    changed = WordList.objects.filter(project=project).aggregate(Count("pk"), Max("changed_at"))
    return word in _own_words(project.pk, *changed.values())


def vocabulary(project: Project) -> tuple[str, ...]:
    """Every known word, likeliest first: those of the language and, with a part of the weight, the project's own."""
    return _ordered(project.language_code, own_lexicon(project))


@lru_cache(maxsize=4)
def _ordered(code: str, own: Lexicon) -> tuple[str, ...]:
    lexicons = _dictionaries(code)
    shares: defaultdict[str, float] = defaultdict(float)
    for lexicon, weight in [*((lexicon, 1 - OWN_SHARE) for lexicon in lexicons), (own, OWN_SHARE)]:
        counts = lexicon.counts()
        total = sum(counts.values())
        for word, count in counts.items():
            shares[word] += weight * count / total
    return tuple(sorted(shares, key=lambda word: (-shares[word], word)))


@lru_cache(maxsize=4)
def _dictionaries(code: str) -> tuple[Lexicon, ...]:
    """That of the language, or all where a project has not one alone."""
    return tuple(Lexicon.load(file) for file in sorted(LANGUAGES.glob(f"{code or '*'}.words")))


@lru_cache(maxsize=4)
def _own_words(project_id: int, _count: int, _changed: object) -> frozenset[str]:
    lists = WordList.objects.filter(project_id=project_id).values_list("counts", flat=True)
    return frozenset(word for counts in lists for word in counts)
