"""A reviewer who knows the pages by heart and decides exactly the words that a project asks about, word by word.

What the desk would take is counted as its robot does it (see `desk_robot`, which works a real browser), but for what is
completed while one types: that is left out, so a typed word costs a little more here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from django.db import transaction

from benchmarks.desk_model import Tally, keys_of
from benchmarks.desk_robot import mending
from recognition.engine.evaluation.aligned_words import aligned
from recognition.engine.evaluation.confidence import right_words
from recognition.engine.evaluation.errors import ErrorRates
from recognition.engine.text import normalise
from recognition.models import Line, Page, Project, Word
from recognition.services.transcriptions import words_by_line
from review.policy import Action, Seen, is_flagged, is_in_doubt
from review.selectors import line_text
from review.selectors_alternatives import alternatives, learned
from review.services.decisions import decide


@dataclass
class PageWork:
    """`flagged`: words in doubt; `checked`: random checks among the others. `read`, `left`: errors of the reading, and
    of the text after the review. `right_read`, `right`: true words that they have."""

    words: int = 0
    flagged: int = 0
    checked: int = 0
    right_read: int = 0
    right: int = 0
    read: ErrorRates = field(default_factory=ErrorRates)
    left: ErrorRates = field(default_factory=ErrorRates)
    tally: Tally = field(default_factory=Tally)

    def told(self) -> dict[str, object]:
        return {
            "words": self.words, "flagged": self.flagged, "checked": self.checked, "keys": self.tally.keys,
            "seconds": round(self.tally.seconds, 1), "kinds": dict(self.tally.kinds),
            "true_words": self.read.words, "right_read": self.right_read, "right": self.right,
            "characters": self.read.characters, "edits_read": self.read.character_edits,
            "edits_left": self.left.character_edits,
        }  # fmt: skip


def review(page: Page, texts: Mapping[int, str], user) -> PageWork:
    """Decide what the page's project asks about on it; all of it or nothing. `texts`: the true text of each line."""
    work, project = PageWork(), page.document.project
    before = _texts(page)
    with transaction.atomic():
        for line, words in words_by_line(Page.objects.filter(pk=page.pk)).items():
            for word, true, is_check in _asked(words, texts[line], project):
                shown = [str(one["text"]) for one in alternatives(word, learned(project.pk, [word]))]
                kind, keys, thoughts = deciding(word.reading.text, true, shown)
                work.tally.words += 1
                work.tally.keys += keys
                work.tally.did(kind, thoughts)
                work.checked += is_check
                work.flagged += not is_check
                action = Action.TEXT if true else Action.NOT_A_WORD
                seen = Seen(word.reading_id, word.label_id)
                decide(project=project, user=user, word_id=word.pk, action=action, text=true, seen=seen, token=uuid4())
    work.words = Word.objects.filter(page=page).count()
    after = _texts(page)
    for line, text in texts.items():
        work.read.update(text, before[line])
        work.left.update(text, after[line])
        work.right_read += _right(text, before[line])
        work.right += _right(text, after[line])
    return work


def _asked(words: Sequence[Word], text: str, project: Project) -> Iterator[tuple[Word, str, bool]]:
    """The words of a line to decide, with what is true of them, and whether it is a check."""
    read = [word for word in words if word.reading is not None]
    for word, true in zip(read, aligned([normalise(w.reading.text) for w in read], text), strict=True):
        confidence = word.reading.confidence
        if is_flagged(word.pk, confidence, project.threshold, project.checks):
            yield word, true, not is_in_doubt(confidence, project.threshold)


def deciding(read: str, true: str, shown: Sequence[str]) -> tuple[str, int, int]:
    """What a practised person does about a word: the kind of it, keys, and decisions in the mind."""
    if true == read:
        return "keep", 1, 1
    if not true:
        return "not a word", 1, 2
    if true in shown:
        return "choose", 1, 2
    picked, keys = min(
        ((i, i + _count(mending(text, true))) for i, text in enumerate([read, *shown[1:]])), key=lambda plan: plan[1]
    )
    if keys < keys_of(true):
        return ("choose and mend", keys + 1, 3) if picked else ("mend", keys + 1, 2)
    return "type", keys_of(true) + 1, 2


def _count(keys: Sequence[str]) -> int:
    return sum(keys_of(key) if len(key) == 1 else 1 for key in keys)


def _texts(page: Page) -> dict[int, str]:
    """By line: labels where there are some, else what is read."""
    words = words_by_line(Page.objects.filter(pk=page.pk))
    return {line: normalise(line_text(words.get(line, []))) for line in page.lines.values_list("pk", flat=True)}


def _right(text: str, read: str) -> int:
    return sum(right_words(text.split(), read.split()))


def true_texts(page: Page, texts: Sequence[str]) -> dict[int, str]:
    """By line, of a page whose lines stand as the ground truth has them."""
    lines = Line.objects.filter(page=page).order_by("position").values_list("pk", flat=True)
    return dict(zip(lines, texts, strict=True))
